use piccolo::{Collect, Lua, UserData};

#[derive(Collect, UserData)]
struct World {
    time: i64,
}

fn main() {
    let mut lua = Lua::new();
    let mut world = World { time: 1 };
    lua.scope(|s| {
        s.lend("world", &mut world).is_ok();
        world.time = 2;
        s.load("world.time = 3").exec().is_ok()
    });
}
