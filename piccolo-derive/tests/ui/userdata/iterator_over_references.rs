use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(iter)]
struct List {
    items: Vec<i64>,
}

impl List {
    fn iter(&self) -> impl Iterator<Item = &i64> {
        self.items.iter()
    }
}

fn main() {}
