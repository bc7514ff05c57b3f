use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct List {
    #[lua(index)]
    items: i64,
}

fn main() {}
