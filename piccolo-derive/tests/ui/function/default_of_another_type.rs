use piccolo::function;

#[function]
fn a(#[lua(default = "x")] _n: i64) {}

fn main() {}
