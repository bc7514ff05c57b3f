use piccolo::{Collect, Value};

#[derive(Collect)]
#[collect(bound = "T: Collect<'gc>")]
struct WithoutWhere<'gc, T>(T, Value<'gc>);

#[derive(Collect)]
#[collect(bound = "where")]
struct Forgotten<'gc, T>(T, Value<'gc>);

fn main() {}
