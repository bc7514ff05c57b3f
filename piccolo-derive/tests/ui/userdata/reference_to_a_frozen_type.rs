use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(frozen)]
struct Item;

#[derive(Collect, UserData)]
struct Player {
    #[lua(by_ref)]
    item: Item,
}

fn main() {}
