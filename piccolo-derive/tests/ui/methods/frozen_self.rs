use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
#[lua(frozen)]
struct A {
    n: i64,
}

#[methods]
impl A {
    fn count(&mut self) {
        self.n += 1;
    }
}

fn main() {}
