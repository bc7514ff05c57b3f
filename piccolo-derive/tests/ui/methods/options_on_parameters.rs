use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct Player;

#[methods]
impl Player {
    fn one(&self, #[lua(defalt = 1)] n: i64) {}

    fn two(&self, #[lua(default)] n: i64) {}

    fn three(&self, #[lua(get)] n: i64) {}
}

fn main() {}
