use std::rc::Rc;

use piccolo::{Action, Callback, Collect, Lua, Value};

#[derive(Collect)]
struct Pair<'gc, T> {
    key: Value<'gc>,
    value: T,
}

fn main() {
    Lua::new().enter(|ctx| {
        let pair = Pair { key: Value::Nil, value: Rc::new(1) };
        Callback::with_captures(ctx, pair, |_, _, _| Ok(Action::Return));
    });
}
