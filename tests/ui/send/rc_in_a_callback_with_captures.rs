//! The captures may move, the function may not.

use std::rc::Rc;

use piccolo::{Action, Callback, Lua, Table};

fn main() {
    let name = Rc::new(String::from("name"));
    Lua::new().enter(|ctx| {
        let name = name.clone();
        Callback::with_captures(ctx, Table::new(ctx), move |table, ctx, _| {
            table.set(ctx, name.as_str(), true)?;
            Ok(Action::Return)
        });
    });
}
