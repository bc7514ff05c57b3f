use piccolo::{Collect, Lua, UserData};

#[derive(Collect, UserData)]
#[lua(frozen)]
struct World;

fn main() {
    let mut lua = Lua::new();
    let mut world = World;
    lua.scope(|s| s.lend("world", &mut world).is_ok());
}
