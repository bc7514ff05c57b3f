use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(extends = Base)]
struct A {
    x: f64,
}
#[derive(Collect, UserData)]
struct Base {
    y: f64,
}
#[derive(Collect, UserData)]
#[lua(extend = Base)]
struct B {
    base: Base,
}
#[derive(Collect, UserData)]
struct C {
    #[lua(base)]
    base: Base,
}
fn main() {}
