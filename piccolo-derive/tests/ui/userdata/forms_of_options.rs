use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(name = A, rename_all = camelCase, get_all = true, ops = "add", extends = "Base")]
struct A {
    #[lua(name("x"))]
    x: f64,
}
fn main() {}
