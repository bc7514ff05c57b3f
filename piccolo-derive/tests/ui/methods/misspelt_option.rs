use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods(blok = 2)]
impl A {
    #[lua(nwe)]
    fn new() -> Self {
        A
    }

    #[lua(frozen)]
    fn a(&self, #[lua(defualt = 1)] _n: i64) {}

    #[lua(getter)]
    fn b(&self) {}
}

fn main() {}
