use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(get, new)]
struct Vec2 {
    #[lua(get_all)]
    x: f64,
    #[lua(get = "y", name)]
    y: f64,
    #[lua(get, get)]
    z: f64,
}

fn main() {}
