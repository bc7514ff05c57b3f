use piccolo::{FromLua, IntoLua};

#[derive(FromLua, IntoLua)]
struct A {
    #[lua(type = i64)]
    x: i64,
    #[lua(type = "a\nb")]
    y: i64,
    #[lua(returns = "integer")]
    z: i64,
}

fn main() {}
