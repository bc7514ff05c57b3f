use piccolo::LuaError;

#[derive(Debug, LuaError)]
#[lua(mesage = "x")]
struct A;

#[derive(Debug, LuaError)]
enum B {
    #[lua(message = "x", get)]
    C {
        #[lua(default)]
        a: i64,
    },
}

fn main() {}
