use piccolo::{Collect, UserData};

#[derive(Clone, Collect, UserData)]
#[lua(clone)]
struct Item;

#[derive(Collect, UserData)]
struct Player {
    #[lua(by_ref, clone)]
    first: Item,
    #[lua(by_ref, skip)]
    second: Item,
    #[lua(by_ref = true)]
    third: Item,
}

fn main() {}
