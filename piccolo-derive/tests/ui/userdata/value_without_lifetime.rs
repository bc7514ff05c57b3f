use piccolo::{Collect, UserData, Value};

#[derive(Collect, UserData)]
struct A {
    value: Value,
}

fn main() {}
