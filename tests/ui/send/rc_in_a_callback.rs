//! A function that shares its counter with the host by `Rc`.

use std::{cell::Cell, rc::Rc};

use piccolo::{Action, Callback, Lua};

fn main() {
    let counter = Rc::new(Cell::new(0));
    Lua::new().enter(|ctx| {
        let count = counter.clone();
        Callback::new(ctx, move |_, _| {
            count.set(count.get() + 1);
            Ok(Action::Return)
        });
    });
}
