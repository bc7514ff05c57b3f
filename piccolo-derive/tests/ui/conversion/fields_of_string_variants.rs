use piccolo::FromLua;

#[derive(FromLua)]
#[lua(string)]
enum A {
    B,
    C(i64),
}

fn main() {}
