use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(forzen, get_al, ops(subb, mod), tostrin)]
struct Vec2 {
    #[lua(gte)]
    x: f64,
    #[lua(readonly)]
    y: f64,
}

fn main() {}
