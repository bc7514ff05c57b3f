use piccolo::function;

#[function]
fn end() {}

#[function]
fn r#while() {}

fn main() {}
