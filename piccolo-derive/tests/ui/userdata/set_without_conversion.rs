use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct A {
    #[lua(set)]
    b: std::time::Duration,
}
fn main() {}
