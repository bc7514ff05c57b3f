use piccolo::lua;

fn main() {
    let _ = lua! { return $1 };
    let _ = lua! { return $missing };
    let duration = std::time::Duration::ZERO;
    let mut vm = piccolo::Lua::new();
    let _ = lua! { return $duration }.exec(&mut vm);
}
