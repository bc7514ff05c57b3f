use piccolo::LuaError;

#[derive(Debug, LuaError)]
struct A;

fn main() {}
