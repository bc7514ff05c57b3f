use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct Player;

struct Item;

#[methods]
impl Player {
    const ITEM: Item = Item;

    fn item(&self) -> Item {
        Item
    }

    #[lua(get)]
    fn other(&self) -> Item {
        Item
    }
}

fn main() {}
