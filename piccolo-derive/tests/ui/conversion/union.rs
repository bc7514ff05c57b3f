use piccolo::{FromLua, IntoLua};

#[derive(FromLua)]
union A {
    a: i64,
}

#[derive(IntoLua)]
union B {
    a: i64,
}

fn main() {}
