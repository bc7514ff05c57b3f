use piccolo::{Context, Lua};

fn plain() {}

struct Empty;

fn main() {
    Lua::new().enter(|ctx| {
        let _ = ctx.register_function::<plain>();
        let _ = ctx.register_module::<Empty>();
    });
}
