use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(extends = Base, iter)]
struct Player {
    #[lua(by_ref)]
    position: i64,
}

fn main() {}
