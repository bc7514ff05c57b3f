use piccolo::function;

struct A;

impl A {
    #[function]
    fn a(&self) {}
}

fn main() {}
