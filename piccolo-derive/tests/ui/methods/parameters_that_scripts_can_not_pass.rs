use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A {
    x: f64,
}
#[methods]
impl A {
    fn f(&self, cb: impl Fn(i64)) {}
    fn g(&self, cb: Box<dyn Fn(i64)>) {}
    fn h<T>(&self, t: T) {}
    fn i(&self, (a, b): (i64, i64)) {}
    fn j(self: Box<Self>) {}
    unsafe fn k(&self) {}
}
fn main() {}
