use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    fn __ad(&self) {}
    fn __tostr(&self) {}
    fn __frobnicate(&self) {}
    fn __name(&self) {}
    #[lua(name = "plus")]
    fn __add(&self) {}
}

fn main() {}
