use piccolo::{FromLua, Table};

#[derive(FromLua)]
struct A<'gc, 'a> {
    table: Table<'gc>,
    name: &'a str,
}

fn main() {}
