//! Running a script both ways.

use piccolo::{Callback, Context, Fuel, Lua, RuntimeError, stdlib};

/// Defines globals.
pub(crate) type Define = for<'gc> fn(Context<'gc>, &mut dyn FnMut(&str, Callback<'gc>));

/// What a script returns, each value as `tostring` gives it, whichever way it runs.
#[track_caller]
pub(crate) fn check(define: Define, source: &str, expected: &str) {
    let at_once = outcome(run(define, source, false));
    assert_eq!(at_once, expected, "at once");
    let in_steps = outcome(run(define, source, true));
    assert_eq!(in_steps, expected, "in steps of one, collecting garbage after each");
}

fn outcome(result: Result<String, RuntimeError>) -> String {
    result.unwrap_or_else(|error| format!("error: {error}"))
}

/// A VM with the standard library and some more globals.
pub(crate) fn vm(define: Define) -> Lua {
    let mut lua = Lua::new();
    lua.enter(|ctx| {
        stdlib::load(ctx, &stdlib::Options::default()).expect("the library fits");
        define(ctx, &mut |name, callback| {
            ctx.globals().set(ctx, name, callback).expect("globals can be set");
        });
    });
    lua
}

fn run(define: Define, source: &str, in_steps: bool) -> Result<String, RuntimeError> {
    let mut lua = vm(define);
    let source = format!(
        "local function show(...)
           local t = {{}}
           for i = 1, select('#', ...) do t[i] = tostring((select(i, ...))) end
           return table.concat(t, ' ')
         end
         return show((function() {source} end)())"
    );
    if !in_steps {
        return lua.load(&source).call(());
    }
    let executor = lua.load(&source).executor(())?;
    loop {
        let step = lua.step(&executor, &mut Fuel::new(1));
        lua.collect_garbage();
        if step.is_finished() {
            return lua.take(&executor);
        }
    }
}
