use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(copy, get_all)]
struct A {
    x: f64,
}
fn main() {}
