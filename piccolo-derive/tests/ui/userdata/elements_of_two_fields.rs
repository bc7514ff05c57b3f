use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct Lists {
    #[lua(index)]
    first: Vec<i64>,
    #[lua(index)]
    second: Vec<i64>,
}

#[derive(Collect, UserData)]
enum Listed {
    One {
        #[lua(index)]
        items: Vec<i64>,
    },
}

fn main() {}
