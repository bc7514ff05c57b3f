use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    #[new]
    fn new() -> Self {
        A
    }

    #[getter]
    fn width(&self) -> i64 {
        1
    }

    #[skip]
    fn hidden(&self) {}
}

fn main() {}
