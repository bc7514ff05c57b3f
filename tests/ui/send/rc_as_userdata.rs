use std::{cell::Cell, rc::Rc};

use piccolo::{Lua, UserData};

fn main() {
    let shared = Rc::new(Cell::new(0));
    Lua::new().enter(|ctx| {
        UserData::new_static(ctx, shared.clone());
    });
}
