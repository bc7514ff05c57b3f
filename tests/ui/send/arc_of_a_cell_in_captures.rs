//! The other owner may use it on another thread at the same time.

use std::{cell::Cell, sync::Arc};

use piccolo::{Action, Callback, Lua};

fn main() {
    let shared = Arc::new(Cell::new(0));
    Lua::new().enter(|ctx| {
        Callback::with_captures(ctx, shared.clone(), |_, _, _| Ok(Action::Return));
    });
}
