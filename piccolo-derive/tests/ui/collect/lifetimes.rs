use piccolo::{Collect, Value};

#[derive(Collect)]
struct Two<'a, 'b>(Value<'a>, Value<'b>);

#[derive(Collect)]
#[collect(gc_lifetime = 'vm)]
struct None<'gc>(Value<'gc>);

fn main() {}
