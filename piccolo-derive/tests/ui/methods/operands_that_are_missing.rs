use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    fn __eq(&self) -> bool {
        true
    }

    fn __add(&self) -> i64 {
        1
    }

    fn __index(&self) -> i64 {
        1
    }

    fn __newindex(&mut self, key: i64) {}
}

fn main() {}
