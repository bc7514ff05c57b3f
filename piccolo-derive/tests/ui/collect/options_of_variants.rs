use piccolo::{Collect, Value};

#[derive(Collect)]
enum Type<'gc> {
    #[collect(require_static)]
    One(u8),
    Other(Value<'gc>),
}

fn main() {}
