use piccolo::function;

#[function(nmae = "x")]
fn a(#[lua(defualt = 1)] _n: i64) {}

#[function(name = "x", name = "y")]
fn b() {}

#[function(name)]
fn c() {}

#[function(name = "not a name")]
fn d() {}

fn main() {}
