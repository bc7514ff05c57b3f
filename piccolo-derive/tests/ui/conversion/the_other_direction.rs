use piccolo::{FromLua, function};

#[derive(FromLua)]
struct C {
    x: i64,
}
#[function]
fn f() -> C {
    C { x: 1 }
}
#[function]
fn g(c: &C) -> i64 {
    c.x
}
fn main() {}
