use piccolo::{FromLua, IntoLua};

#[derive(FromLua, IntoLua)]
#[lua(string)]
enum E {
    A(i64),
    B,
}
fn main() {}
