//! Hooks that hosts set.

use piccolo_core::{
    exec::{executor::Step, fuel::Fuel, inspection::Activations},
    lua::Lua,
    object::{
        callback::{Action, Callback},
        context::Context,
        error::Error,
        function::Function,
        hook::Hook,
        value::Value,
    },
};

/// Makes `function` the global variable `name`.
fn set_global<'gc>(ctx: Context<'gc>, name: &str, function: Callback<'gc>) {
    assert!(ctx.globals().set(ctx, name, Value::Callback(function)).is_ok());
}

#[test]
fn a_callback_sets_a_hook_that_acts_at_once() {
    let mut lua = Lua::new();
    lua.enter(|ctx| {
        let start = Callback::new(ctx, |ctx, stack| {
            let function: Function = stack.argument(ctx, 0)?;
            stack.thread().0.set_hook(ctx, Some(Hook::of(function).on_line()))?;
            Ok(Action::Return)
        });
        set_global(ctx, "start", start);
        let stop = Callback::new(ctx, |ctx, stack| {
            stack.thread().0.set_hook(ctx, None)?;
            Ok(Action::Return)
        });
        set_global(ctx, "stop", stop);
    });
    let source = "local n = 0\nstart(function() n = n + 1 end)\nlocal x = 1\nstop()\nx = 2\nx = 3\nreturn n";
    assert_eq!(lua.load(source).eval::<i64>().unwrap(), 2);
}

#[test]
fn a_host_function_sees_what_it_interrupts() {
    let mut lua = Lua::new();
    let run = lua.load("local function f(a, b) return b end f(1, 2)").name("=input").executor(()).unwrap();
    lua.enter(|ctx| {
        let hook = Callback::knowing_itself(ctx, |current, ctx, mut stack| {
            let event = stack.get(0);
            let mut activations = Activations::of_running(&mut stack, current);
            let interrupted = activations.get(ctx, 1).expect("a hook interrupts a function");
            if interrupted.name.as_ref().is_some_and(|name| &*name.name == b"f") {
                let transfer = interrupted.transfer;
                let value =
                    activations.local(ctx, 1, transfer.first as i64).map_or(Value::Nil, |(_, value)| value);
                ctx.globals().set(ctx, event, value)?;
                activations.set_local(ctx, 1, 2, Value::Integer(7));
            }
            Ok(Action::Return)
        });
        let thread = ctx.fetch(&run).unwrap().thread();
        assert!(thread.set_hook(ctx, Some(Hook::of(hook.into()).on_call().on_return())).is_ok());
        assert!(thread.hook().is_some_and(|hook| hook.on_call && !hook.on_line));
    });
    lua.finish::<()>(&run).unwrap();
    assert_eq!(lua.load("return call, _ENV['return']").eval::<(i64, i64)>().unwrap(), (1, 7));
}

#[test]
fn a_hook_is_set_while_a_run_pauses() {
    let mut lua = Lua::new();
    let run = lua.load("while true do end").executor(()).unwrap();
    assert_eq!(lua.step(&run, &mut Fuel::new(100)), Step::OutOfFuel);
    lua.enter(|ctx| {
        let hook = Callback::new(ctx, |_, _| Err(Error::message("too long")));
        assert!(
            ctx.fetch(&run).unwrap().thread().set_hook(ctx, Some(Hook::of(hook.into()).after(1000))).is_ok()
        );
    });
    assert_eq!(lua.finish::<()>(&run).unwrap_err().message(), b"too long");
}

#[test]
fn hooks_stay_alive_and_their_memory_comes_back() {
    let mut lua = Lua::new();
    lua.collect_garbage();
    let before = lua.memory_used();
    let run = lua.load("local t = {} for i = 1, 100 do t[i] = {} end return n").executor(()).unwrap();
    lua.set_gc_stress(true);
    lua.enter(|ctx| {
        let hook = Callback::new(ctx, |ctx, _| {
            let n: Option<i64> = ctx.globals().get(ctx, "n")?;
            ctx.globals().set(ctx, "n", n.unwrap_or(0) + 1)?;
            Ok(Action::Return)
        });
        assert!(
            ctx.fetch(&run).unwrap().thread().set_hook(ctx, Some(Hook::of(hook.into()).after(10))).is_ok()
        );
    });
    assert!(lua.finish::<i64>(&run).unwrap() > 20);
    drop(run);
    lua.load("n = nil").exec().unwrap();
    lua.set_gc_stress(false);
    lua.collect_garbage();
    assert!(lua.memory_used() < before + 2000, "{} bytes are left", lua.memory_used() - before);
}

#[test]
fn memory_limits_hold_in_hooks() {
    let mut lua = Lua::new();
    let run =
        lua.load("local function f() local s = 'x' while true do s = s .. s end end return f").eval::<()>();
    assert!(run.is_ok());
    let limit = lua.memory_used() + 1_000_000;
    lua.set_memory_limit(limit);
    let source = "local function grow() local s = 'x' while true do s = s .. s end end
        set(grow) local ok = true while ok do ok = not not ok end";
    lua.enter(|ctx| {
        let set = Callback::new(ctx, |ctx, stack| {
            let function: Function = stack.argument(ctx, 0)?;
            stack.thread().0.set_hook(ctx, Some(Hook::of(function).on_line()))?;
            Ok(Action::Return)
        });
        set_global(ctx, "set", set);
    });
    let error = lua.load(source).exec().unwrap_err();
    assert!(error.stop().is_some(), "{error}");
}
