use piccolo::Lua;

fn main() {
    Lua::new().enter(|ctx| {
        let _ = ctx.set_global("twice", |n: i64| 2 * n);
    });
}
