//! Limits that are raised, and memory whose shortage scripts may catch.

use piccolo::{Fuel, Limits, Lua, RuntimeError, Sandbox, Step, Stop};

use crate::sandbox;

#[test]
fn a_run_goes_on_when_there_is_more_fuel() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default().fuel(1_000));
    let source = "local n = 0 for i = 1, 10000 do n = n + #tostring(i) end return n";
    let run = lua.load(source).executor(())?;
    let mut raised = 0;
    let result = loop {
        match lua.finish::<i64>(&run) {
            Err(error) if error.stop() == Some(Stop::Fuel) => {
                raised += 1;
                lua.set_limits(Limits::default().fuel(50_000));
            }
            other => break other?,
        }
    };
    assert_eq!(result, 38_894);
    assert!(raised > 3, "{raised}");
    Ok(())
}

#[test]
fn the_fuel_of_a_vm_is_for_all_its_runs() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default().fuel(100_000));
    let mut finished = 0;
    while lua.load("for i = 1, 1000 do end").exec().is_ok() {
        finished += 1;
    }
    assert!((20..=100).contains(&finished), "{finished}");
    assert_eq!(lua.fuel_left(), 0);
    Ok(())
}

#[test]
fn functions_that_the_host_calls_are_within_the_limits() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default().fuel(100_000));
    let endless = lua.load("return function() while true do end end").eval()?;
    assert_eq!(lua.call::<()>(&endless, ()).unwrap_err().stop(), Some(Stop::Fuel));
    let simple = {
        lua.set_limits(Limits::default());
        lua.load("return function(x) return x + 1 end").eval()?
    };
    assert_eq!(lua.call::<i64>(&simple, 1)?, 2);
    Ok(())
}

#[test]
fn depth_is_limited() -> Result<(), RuntimeError> {
    let source = "local function f(n) local d = 1 + f(n + 1) return d end
        local ok, message = pcall(f, 1)
        return tostring(message)";
    let mut lua = sandbox(Limits::default().depth(100));
    let message: String = lua.load(source).eval()?;
    assert!(message.contains("stack overflow"), "{message}");
    let deep = "local function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end return f(...)";
    assert_eq!(lua.load(deep).call::<i64>(90)?, 90);
    assert!(lua.load(deep).call::<i64>(110).is_err());
    let mut lua = sandbox(Limits::default());
    assert_eq!(lua.load(deep).call::<i64>(100_000)?, 100_000);
    Ok(())
}

#[test]
fn a_shortage_of_memory_can_be_an_error() -> Result<(), RuntimeError> {
    let limits = Limits { memory: 2 << 20, catchable_memory: true, ..Limits::default() };
    for hog in [
        "local t = {} while true do t[#t + 1] = {} end",
        "local t = {} for i = 1, math.huge do t[i] = i end",
        "local s = 'xxxxxxxxxxxxxxxx' while true do s = s .. s end",
        "return ('x'):rep(1 << 30)",
        "local t = {} for i = 1, math.huge do t[i] = coroutine.create(print) end",
        "local t = {} for i = 1, math.huge do t['k' .. i] = i end",
        "local t = {} for i = 1, math.huge do t[i] = function() return t end end",
    ] {
        let mut lua = sandbox(limits);
        let source = format!(
            "local ok, message = pcall(function() {hog} end)
             collectgarbage()
             return ok == false and message == 'not enough memory' and #('x'):rep(1000) == 1000"
        );
        let result = lua.load(&source).eval::<bool>();
        assert!(matches!(result, Ok(true)), "{hog}: {result:?}");
    }
    Ok(())
}

/// Which one is short of memory does not depend on how long the turns are.
#[test]
fn a_shortage_of_memory_is_an_error_of_the_run_that_has_it() -> Result<(), RuntimeError> {
    let limits = Limits { memory: 2 << 20, catchable_memory: true, ..Limits::default() };
    let greedy = "return pcall(function() local t = {} while true do t[#t + 1] = {} end end)";
    let modest = "while not is_over do local t = {} end return 'unharmed'";
    for slice in (500..6000).step_by(97) {
        let mut lua = sandbox(limits);
        let environment = lua.environment()?;
        let greedy = lua.load(greedy).executor(())?;
        let modest = lua.load(modest).env(&environment).executor(())?;
        while lua.step(&greedy, &mut Fuel::new(slice)) == Step::OutOfFuel {
            assert_eq!(lua.step(&modest, &mut Fuel::new(slice)), Step::OutOfFuel, "turns of {slice}");
        }
        let (ok, message) = lua.take::<(bool, String)>(&greedy)?;
        assert_eq!((ok, message.as_str()), (false, "not enough memory"), "turns of {slice}");
        lua.load("is_over = true").env(&environment).exec()?;
        while lua.step(&modest, &mut Fuel::new(slice)) == Step::OutOfFuel {}
        assert_eq!(lua.take::<String>(&modest)?, "unharmed", "turns of {slice}");
    }
    Ok(())
}

#[test]
fn sandboxes_have_no_access_to_their_host() -> Result<(), RuntimeError> {
    let mut lua = Lua::sandboxed(Limits::default());
    for name in ["io", "os", "package", "debug", "require", "dofile", "loadfile"] {
        assert!(lua.load(&format!("return {name} == nil")).eval::<bool>()?, "{name}");
    }
    assert!(lua.load("return load(string.dump(function() end)) == nil").eval::<bool>()?);
    assert!(lua.load("return getmetatable('') == false").eval::<bool>()?);
    assert!(lua.load("string.rep = nil return ('x'):rep(2) == 'xx'").eval::<bool>()?);
    Ok(())
}

#[test]
fn loaded_chunks_have_the_environment_of_who_loads_them() -> Result<(), RuntimeError> {
    let mut lua = Lua::sandboxed(Limits::default());
    let env = lua.environment()?;
    let source = "secret = 1
        local load, wrap, pcall = load, coroutine.wrap, pcall
        local function hidden() return load('return secret')() end
        local inner
        do local _ENV = {load = load, secret = 2} inner = (function() return _ENV.load('return secret')() end)() end
        return load('return secret')(), hidden(), wrap(load)('return secret')(),
          select(2, pcall(load, 'return secret'))(), inner, load('return secret', 'c', 't', {secret = 3})()";
    let values: (i64, i64, i64, i64, i64, i64) = lua.load(source).env(&env).eval()?;
    assert_eq!(values, (1, 1, 1, 1, 2, 3));
    assert!(lua.load("return secret == nil").eval::<bool>()?);
    Ok(())
}
