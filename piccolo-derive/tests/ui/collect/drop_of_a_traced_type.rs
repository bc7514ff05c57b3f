use piccolo::{Collect, Value};

#[derive(Collect)]
struct Type<'gc>(Value<'gc>);

impl Drop for Type<'_> {
    fn drop(&mut self) {}
}

fn main() {}
