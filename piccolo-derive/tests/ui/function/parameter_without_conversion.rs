use piccolo::function;

#[function]
fn a(_duration: std::time::Duration) {}

fn main() {}
