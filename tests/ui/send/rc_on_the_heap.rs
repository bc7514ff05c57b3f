//! Nothing points to it, but it is dropped wherever the VM is then.

use std::rc::Rc;

use piccolo::{Lua, gc_arena::Static};

fn main() {
    let shared = Rc::new(0);
    Lua::new().enter(|ctx| {
        ctx.allocate(Static(shared.clone()));
    });
}
