use piccolo::{Collect, UserData};

#[derive(Clone, Collect, UserData)]
#[lua(get_all, set_all, clone)]
struct Position {
    x: f64,
}

#[derive(Collect, UserData)]
struct Player {
    #[lua(get, set)]
    position: Position,
}

fn main() {}
