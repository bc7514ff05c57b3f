use piccolo::{Collect, UserData, methods};

#[derive(Collect, UserData)]
struct A;

#[methods]
impl ToString for A {
    fn to_string(&self) -> String {
        String::new()
    }
}

#[methods]
fn a() {}

fn main() {}
