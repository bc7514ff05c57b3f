use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(new_all, tag = "type")]
struct Point {
    x: f64,
}

#[derive(Collect, UserData)]
#[lua(get_all, new_all)]
enum Color {
    Red,
    #[lua(name = "Red")]
    Green,
    #[lua(name = "end")]
    Blue,
    #[lua(get)]
    Yellow,
    #[lua(skip, name = "dark")]
    Black,
}

#[derive(Collect, UserData)]
#[lua(get_all, tag = "not a name")]
enum Shape {
    Circle { kind: f64 },
}

fn main() {}
