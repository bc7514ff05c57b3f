use piccolo::function;

struct A;

#[function]
impl A {
    fn a() {}
}

#[function]
mod b {}

#[function]
struct C;

fn main() {}
