//! Runs a case in this VM.

use piccolo::{Callback, Context, Error, Lua, stdlib};

use crate::{cases::Case, work::block_on};

/// Runs a case once with `install`'s host function for it, and gives what its program returned.
pub(crate) fn run(case: &Case, install: for<'gc> fn(Context<'gc>, &str) -> Callback<'gc>) -> f64 {
    let mut lua = Lua::new();
    lua.enter(|ctx| prepare(ctx, case, install).is_ok()).then_some(()).expect("the libraries are loaded");
    block_on(lua.load(case.program).call_async(case.operations)).expect("the program runs")
}

fn prepare<'gc>(
    ctx: Context<'gc>,
    case: &Case,
    install: fn(Context<'gc>, &str) -> Callback<'gc>,
) -> Result<(), Error<'gc>> {
    stdlib::load(ctx, &stdlib::Options::default())?;
    ctx.globals().set(ctx, "f", install(ctx, case.name))
}
