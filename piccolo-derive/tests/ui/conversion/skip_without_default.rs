use piccolo::FromLua;

struct Handle;

#[derive(FromLua)]
struct A {
    a: i64,
    #[lua(skip)]
    handle: Handle,
}

fn main() {}
