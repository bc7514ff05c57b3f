use piccolo::LuaError;

#[derive(Debug, LuaError)]
struct A<T>(T);

fn main() {}
