use piccolo::{Collect, UserData, Variadic, function};

#[derive(Collect, UserData)]
struct A;

#[function]
fn rest(#[lua(default)] values: Variadic<i64>) {}

#[function]
fn reference(#[lua(default = &A)] value: &A) {}

#[function]
fn present(#[lua(default = 1)] value: Option<i64>) {}

fn main() {}
