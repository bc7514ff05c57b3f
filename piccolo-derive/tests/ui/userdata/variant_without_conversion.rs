use piccolo::{Collect, UserData};

#[derive(Collect)]
struct Inside;

#[derive(Collect, UserData)]
#[lua(new_all)]
enum Shape {
    Circle { inside: Inside },
    Square(Inside),
}

fn main() {}
