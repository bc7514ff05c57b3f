use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct A {
    x: f64,
}
impl A {
    #[lua(get)]
    fn y(&self) -> f64 {
        self.x
    }
}
fn main() {}
