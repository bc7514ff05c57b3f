use piccolo::function;

#[function]
fn a(_names: &Vec<i64>) {}

#[function]
fn b(_name: &mut String) {}

fn main() {}
