use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    fn a<T>(&self, _t: T) {}
    fn b(&self, _t: impl ToString) {}
    unsafe fn c(&self) {}
    fn d(self: &Self) {}
}

fn main() {}
