use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct Item;

#[derive(Collect, UserData)]
struct Player {
    #[lua(by_ref, set)]
    item: Item,
}

fn main() {}
