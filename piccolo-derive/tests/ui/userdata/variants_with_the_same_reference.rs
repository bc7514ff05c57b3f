use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct Item;

#[derive(Collect, UserData)]
enum Slot {
    Left {
        #[lua(by_ref)]
        item: Item,
    },
    Right {
        #[lua(by_ref)]
        item: Item,
    },
}

fn main() {}
