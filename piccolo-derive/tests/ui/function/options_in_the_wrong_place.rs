use piccolo::function;

#[function(get)]
fn a(#[lua(skip)] _n: i64) {}

#[function(skip)]
fn b() {}

#[function(rename = "x")]
fn c() {}

fn main() {}
