use piccolo::Lua;

fn main() {
    let mut l = Lua::new();
    struct B;
    l.try_enter(|ctx| {
        ctx.set_global("f", ctx.function(|b: B| 1))?;
        ctx.set_global("g", ctx.function(|x| x))?;
        ctx.set_global("h", ctx.function(|x: i64| B))?;
        ctx.set_global("i", B)
    })
    .unwrap();
}
