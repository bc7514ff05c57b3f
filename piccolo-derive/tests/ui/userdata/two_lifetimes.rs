use piccolo::{Collect, UserData, Value};

#[derive(Collect, UserData)]
struct Names<'gc, 'a> {
    value: Value<'gc>,
    #[collect(require_static)]
    name: &'a str,
}

fn main() {}
