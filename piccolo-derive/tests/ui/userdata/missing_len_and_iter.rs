use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(len, iter)]
struct A {
    x: Vec<f64>,
}
fn main() {}
