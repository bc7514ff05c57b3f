use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct Animal;

#[derive(Collect, UserData)]
#[lua(extends = Animal)]
struct Dog {
    animal: Animal,
}

#[derive(Collect, UserData)]
struct Cat {
    #[lua(base)]
    animal: Animal,
}

#[derive(Collect, UserData)]
#[lua(extends = Animal)]
struct Both(#[lua(base)] Animal, #[lua(base)] Animal);

#[derive(Collect, UserData)]
#[lua(extends = Animal)]
enum Pet {
    Fish,
}

#[derive(Collect, UserData)]
#[lua(extends)]
struct Nothing {
    base: Animal,
}

fn main() {}
