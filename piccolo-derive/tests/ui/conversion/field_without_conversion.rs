use piccolo::{FromLua, IntoLua};

#[derive(FromLua, IntoLua)]
struct A {
    a: i64,
    time: std::time::Duration,
}

fn main() {}
