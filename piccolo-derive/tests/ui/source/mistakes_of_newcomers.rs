use piccolo::{include_lua, lua};

fn main() {
    let _ = lua! { local x = = 1 };
    let _ = lua! { return $undefined };
    let _ = include_lua!("missing.lua");
    let _ = include_lua!(x);
}
