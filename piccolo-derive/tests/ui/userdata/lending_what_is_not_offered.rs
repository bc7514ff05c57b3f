use piccolo::{Collect, Function, Lua, UserData};

#[derive(Collect, UserData)]
struct W<'gc> {
    f: Option<Function<'gc>>,
}
struct P {
    x: i64,
}
fn main() {
    let mut l = Lua::new();
    let mut p = P { x: 1 };
    let mut w = W { f: None };
    l.scope(|s| {
        s.lend("p", &mut p).is_ok();
        s.lend("w", &mut w).is_ok();
        s.lend_object("p", &mut p).is_ok()
    });
}
