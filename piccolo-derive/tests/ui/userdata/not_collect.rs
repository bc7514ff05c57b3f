use piccolo::{UserData, Value};

#[derive(UserData)]
struct Button<'gc> {
    value: Value<'gc>,
}

fn main() {}
