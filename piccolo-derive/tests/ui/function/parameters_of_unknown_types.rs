use piccolo::{Variadic, function};

struct B;
#[function]
fn f(b: B, c: &B, d: Option<B>, e: Vec<B>, g: Option<&B>, h: &[B], i: Variadic<B>) {}
fn main() {}
