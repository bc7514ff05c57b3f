use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A {
    x: Vec<f64>,
    b: B,
}
#[derive(Collect, UserData)]
struct B {
    y: f64,
}
#[methods]
impl A {
    fn b(&self) -> &B {
        &self.b
    }
    fn all(&self) -> &Vec<f64> {
        &self.x
    }
    fn text(&self) -> &[f64] {
        &self.x
    }
}
fn main() {}
