use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl A {
    #[lua(new)]
    fn new(&self) -> Self {
        A
    }

    #[lua(get)]
    fn width() -> i64 {
        1
    }

    #[lua(set)]
    fn set_width(&mut self) {}

    #[lua(get, set)]
    fn height(&self) {}
}

fn main() {}
