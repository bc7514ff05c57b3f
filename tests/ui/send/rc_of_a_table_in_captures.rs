//! It can not leave the VM, but nothing says so; `Gc` is what objects are shared with.

use std::rc::Rc;

use piccolo::{Action, Callback, Lua, Table};

fn main() {
    Lua::new().enter(|ctx| {
        let captures = Rc::new(Table::new(ctx));
        Callback::with_captures(ctx, captures, |_, _, _| Ok(Action::Return));
    });
}
