use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(ops(add, neg), eq, tostring)]
struct Vec2 {
    x: f64,
}

fn main() {}
