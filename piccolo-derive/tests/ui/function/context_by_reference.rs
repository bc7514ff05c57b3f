use piccolo::{Context, Lua, function};

#[function]
fn f(ctx: &Context<'_>) {}
#[function]
fn g(ctx: &mut Lua) {}
fn main() {}
