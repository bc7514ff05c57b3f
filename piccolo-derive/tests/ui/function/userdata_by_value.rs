use piccolo::{Collect, UserData, function};

#[derive(Collect, UserData)]
struct A {
    x: f64,
}
#[function]
fn f(a: A) -> f64 {
    a.x
}
fn main() {}
