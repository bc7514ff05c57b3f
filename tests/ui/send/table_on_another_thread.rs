use std::thread;

use piccolo::{Lua, Table};

fn main() {
    Lua::new().enter(|ctx| {
        let table = Table::new(ctx);
        thread::scope(|scope| {
            scope.spawn(move || table.raw_len());
        });
    });
}
