use piccolo::FromLua;

#[derive(FromLua)]
struct A {
    a: i64,
    #[lua(name = "a")]
    b: i64,
}

fn main() {}
