use piccolo::{Collect, UserData, Variadic, methods};

struct B;

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    fn one(&self, b: Option<&B>) {}

    fn two(&self, b: Option<&mut B>, c: i64) {}

    fn three(&self, b: Variadic<&B>) {}
}

fn main() {}
