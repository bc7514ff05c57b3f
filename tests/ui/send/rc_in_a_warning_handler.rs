use std::{cell::RefCell, rc::Rc};

use piccolo::Lua;

fn main() {
    let warnings = Rc::new(RefCell::new(Vec::new()));
    Lua::new().enter(|ctx| {
        let warnings = warnings.clone();
        ctx.set_warning_handler(Some(Box::new(move |text: &[u8], _| warnings.borrow_mut().extend_from_slice(text))));
    });
}
