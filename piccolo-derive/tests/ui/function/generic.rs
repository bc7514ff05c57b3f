use piccolo::function;

#[function]
fn a<T>(_: T) {}

#[function]
fn b<const N: usize>() {}

#[function]
fn c(_: impl ToString) {}

#[function]
unsafe fn d() {}

#[function]
extern "C" fn e() {}

fn main() {}
