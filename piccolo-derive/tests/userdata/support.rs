//! Running scripts on VMs that know types of the test.

use piccolo::{Context, Error, FromMulti, Fuel, Lua, RuntimeError, Step, stdlib};

/// A VM with the standard library, prepared.
pub(crate) fn lua(prepare: impl for<'gc> FnOnce(Context<'gc>) -> Result<(), Error<'gc>>) -> Lua {
    let mut lua = Lua::new();
    lua.enter(|ctx| {
        stdlib::load(ctx, &stdlib::Options::default()).unwrap();
        prepare(ctx).unwrap();
    });
    lua
}

/// What a script returns.
#[track_caller]
pub(crate) fn eval<T: for<'gc> FromMulti<'gc>>(lua: &mut Lua, source: &str) -> T {
    lua.load(source).eval().unwrap_or_else(|error: RuntimeError| panic!("{error}"))
}

/// That a script fails with a message.
#[track_caller]
pub(crate) fn check_error(lua: &mut Lua, source: &str, expected: &str) {
    let error = lua.load(source).exec().expect_err("the script fails");
    let message = String::from_utf8_lossy(error.message()).into_owned();
    assert_eq!(message.split_once(": ").map_or(&*message, |(_, text)| text), expected, "{message}");
}

/// What a script returns that runs one instruction at a time, with all garbage collected in between.
#[track_caller]
pub(crate) fn eval_in_steps<T: for<'gc> FromMulti<'gc>>(lua: &mut Lua, source: &str) -> T {
    let executor = lua.load(source).executor(()).unwrap();
    loop {
        match lua.step(&executor, &mut Fuel::new(1)) {
            Step::OutOfFuel | Step::Pending => lua.collect_garbage(),
            _ => return lua.take(&executor).unwrap_or_else(|error: RuntimeError| panic!("{error}")),
        }
    }
}
