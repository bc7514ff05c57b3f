use piccolo::{Collect, Value};

#[derive(Collect)]
struct Type<'gc> {
    #[collect(require_static)]
    value: Value<'gc>,
}

fn main() {}
