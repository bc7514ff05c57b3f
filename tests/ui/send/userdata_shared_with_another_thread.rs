//! Userdata need not be `Sync`.

use std::{cell::Cell, thread};

use piccolo::{Lua, UserData};

fn main() {
    Lua::new().enter(|ctx| {
        let counter = UserData::new_static(ctx, Cell::new(0)).downcast_static::<Cell<i32>>();
        thread::scope(|scope| {
            scope.spawn(move || counter.map(|counter| counter.set(1)));
        });
    });
}
