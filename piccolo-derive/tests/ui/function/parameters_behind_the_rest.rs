use piccolo::{Context, Variadic, function};

#[function]
fn two(first: Variadic<i64>, second: Variadic<i64>) {}

#[function]
fn fine(first: i64, ctx: Context<'_>, rest: Variadic<i64>) {}

fn main() {}
