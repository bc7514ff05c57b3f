use piccolo::{Collect, UserData};

#[derive(Collect, UserData)]
struct A<'a> {
    text: &'a str,
}
#[derive(Collect, UserData)]
struct Owned {
    text: String,
    bytes: &'static [u8],
}
fn main() {}
