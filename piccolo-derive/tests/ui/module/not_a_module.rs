use piccolo::module;

#[module]
fn a() {}

#[module]
struct B;

fn main() {}
