use piccolo::methods;

struct A {
    x: f64,
}
#[methods]
impl A {
    fn x(&self) -> f64 {
        self.x
    }
}
fn main() {}
