use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct Player {
    #[lua(by_ref)]
    position: i64,
}

fn main() {}
