use piccolo::LuaError;

#[derive(Debug, LuaError)]
enum A {
    #[lua(message = "b")]
    B,
    C,
}

#[derive(Debug, LuaError)]
#[lua(message = "d")]
enum D {
    E,
}

#[derive(Debug, LuaError)]
#[lua(message = "no {nothing}")]
struct F {
    a: i64,
}

fn main() {}
