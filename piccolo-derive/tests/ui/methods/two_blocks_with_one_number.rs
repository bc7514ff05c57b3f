use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct Player;

#[methods]
impl Player {
    fn one(&self) {}
}

#[methods]
impl Player {
    fn two(&self) {}
}

#[methods(block = 9)]
impl Player {
    fn three(&self) {}
}

#[methods(blok = 2)]
impl Player {
    fn four(&self) {}
}

fn main() {}
