use std::rc::Rc;

use piccolo::{Action, Callback, Lua, Table, gc_arena::Static};

fn main() {
    let shared = Rc::new(0);
    Lua::new().enter(|ctx| {
        let captures = (Table::new(ctx), Static(shared.clone()));
        Callback::with_captures(ctx, captures, |_, _, _| Ok(Action::Return));
    });
}
