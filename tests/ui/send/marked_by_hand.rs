//! Only `unsafe` can say so.

use std::rc::Rc;

use piccolo::{gc_arena, object::held::Held};

#[derive(gc_arena::Collect)]
#[collect(require_static)]
struct Shared(Rc<u8>);

impl<'gc> Held<'gc> for Shared {}

fn main() {}
