use piccolo::FromLua;

#[derive(FromLua)]
#[lua(transparent)]
struct A {
    a: i64,
    b: i64,
}

#[derive(FromLua)]
#[lua(transparent)]
struct B;

fn main() {}
