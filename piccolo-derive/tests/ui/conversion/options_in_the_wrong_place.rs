use piccolo::{FromLua, IntoLua};

#[derive(FromLua)]
#[lua(tag = "t")]
struct A {
    a: i64,
}

#[derive(FromLua)]
#[lua(transparent)]
enum B {
    C,
}

#[derive(IntoLua)]
struct D {
    #[lua(rename_all = "camelCase")]
    a: i64,
}

#[derive(IntoLua)]
#[lua(get_all)]
struct E(#[lua(flatten)] i64, i64);

fn main() {}
