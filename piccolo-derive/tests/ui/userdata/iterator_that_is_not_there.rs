use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(iter)]
struct List {
    items: Vec<i64>,
}

fn main() {}
