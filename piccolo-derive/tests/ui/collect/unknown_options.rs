use piccolo::{Collect, Value};

#[derive(Collect)]
#[collect(nodrop)]
struct Type<'gc> {
    #[collect(skip)]
    value: Value<'gc>,
    #[collect(no_drop)]
    other: Value<'gc>,
}

#[derive(Collect)]
#[collect(no_drop, require_static)]
struct Both;

#[derive(Collect)]
#[collect(unsafe_drop)]
struct Unsafe<'gc>(Value<'gc>);

fn main() {}
