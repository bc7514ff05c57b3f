use piccolo::{Collect, UserData};

#[derive(Collect)]
struct Item;

#[derive(Collect, UserData)]
struct Player {
    #[lua(by_ref)]
    items: Vec<Item>,
}

fn main() {}
