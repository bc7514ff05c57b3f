use piccolo::{Collect, Lua, UserData};

#[derive(Collect, UserData)]
struct World;

fn main() {
    let mut lua = Lua::new();
    lua.scope(|s| {
        let mut world = World;
        s.lend("world", &mut world).is_ok()
    });
}
