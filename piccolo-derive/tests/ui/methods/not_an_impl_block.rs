use piccolo::{function, methods, module};

#[methods]
struct A {
    x: f64,
}
#[function]
struct B;
#[module]
fn f() {}
fn main() {}
