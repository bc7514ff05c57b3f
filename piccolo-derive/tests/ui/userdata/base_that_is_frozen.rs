use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
#[lua(frozen)]
struct Animal;

#[derive(Collect, UserData)]
#[lua(extends = Animal)]
struct Dog {
    base: Animal,
}

fn main() {}
