use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct Animal;

#[derive(Collect, UserData)]
struct Plant;

#[derive(Collect, UserData)]
#[lua(extends = Animal)]
struct Dog {
    base: Plant,
}

fn main() {}
