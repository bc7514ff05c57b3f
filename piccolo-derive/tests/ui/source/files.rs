use piccolo::include_lua;

fn main() {
    let _ = include_lua!("missing.lua");
    let _ = include_lua!("broken.lua");
    let _ = include_lua!(missing);
    let _ = include_lua!("broken.lua", 1);
}
