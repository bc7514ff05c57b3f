//! The bound replaces the default one, which asks for `Held`.

use piccolo::{Collect, Value};

#[derive(Collect)]
#[collect(bound = "where T: piccolo::gc_arena::Collect<'gc>")]
struct Pair<'gc, T> {
    key: Value<'gc>,
    value: T,
}

fn main() {}
