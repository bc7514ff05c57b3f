use std::fs::File;

use piccolo::{Collect, Value};

#[derive(Collect)]
struct Type<'gc> {
    value: Value<'gc>,
    file: Option<File>,
}

fn main() {}
