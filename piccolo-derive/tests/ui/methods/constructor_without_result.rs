use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    #[lua(new)]
    fn new() {}
}

fn main() {}
