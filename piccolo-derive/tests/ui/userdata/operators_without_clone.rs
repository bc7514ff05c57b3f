use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(ops(add), ord)]
struct Vec2 {
    x: f64,
}

impl std::ops::Add for Vec2 {
    type Output = Vec2;

    fn add(self, other: Vec2) -> Vec2 {
        Vec2 { x: self.x + other.x }
    }
}

#[derive(Clone, Collect, UserData)]
#[lua(ops(mul))]
struct Scaled {
    x: f64,
}

impl std::ops::Mul<f64> for Scaled {
    type Output = Scaled;

    fn mul(self, k: f64) -> Scaled {
        Scaled { x: self.x * k }
    }
}

fn main() {}
