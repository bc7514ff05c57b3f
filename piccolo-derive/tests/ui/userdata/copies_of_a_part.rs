use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct A {
    #[lua(get)]
    b: B,
}
#[derive(Collect, UserData)]
struct B {
    x: f64,
}
fn main() {}
