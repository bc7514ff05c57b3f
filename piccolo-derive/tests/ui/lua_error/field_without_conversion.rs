use piccolo::LuaError;

#[derive(Debug, LuaError)]
#[lua(message = "x")]
struct A {
    a: std::fmt::Error,
}

fn main() {}
