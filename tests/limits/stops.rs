//! Stops are no errors: nothing of a script runs once a limit has stopped it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use piccolo::{Fuel, Limits, Lua, RuntimeError, Sandbox, StashedExecutor, Step, Stop};

use crate::sandbox;

/// Scripts that set something up to run when `hog`, which takes all that there is, ends. Whatever calls `note` would
/// have been told of a stop.
const SCRIPTS: &[(&str, &str)] = &[
    ("pcall", "pcall(hog) note()"),
    ("nested pcall", "pcall(pcall, pcall, hog) note()"),
    ("xpcall", "xpcall(hog, note) note()"),
    ("error in a handler", "xpcall(error, function() hog() note() end) note()"),
    ("a handler of a handler", "xpcall(function() xpcall(hog, note) note() end, note) note()"),
    ("resume", "coroutine.resume(coroutine.create(hog)) note()"),
    ("wrap", "pcall(coroutine.wrap(hog)) note()"),
    ("nested coroutines", "coroutine.wrap(function() pcall(coroutine.wrap(function() pcall(hog) note() end)) note() end)()"),
    ("coroutine.close", "local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = hog}) coroutine.yield() end)
      coroutine.resume(co) pcall(coroutine.close, co) note()"),
    ("__close", "local x <close> = setmetatable({}, {__close = note}) hog()"),
    ("__close of an outer function", "local function f() local x <close> = setmetatable({}, {__close = note}) hog() end pcall(f) note()"),
    ("hog in __close", "pcall(function() local y <close> = setmetatable({}, {__close = note}) local x <close> = setmetatable({}, {__close = hog}) end) note()"),
    ("__close in a coroutine", "coroutine.wrap(function() local x <close> = setmetatable({}, {__close = note}) hog() end)()"),
    ("__gc", "for i = 1, 100 do setmetatable({}, {__gc = note}) end hog()"),
    ("__gc of what lives", "kept = setmetatable({}, {__gc = note}) hog()"),
    ("hog in __gc", "setmetatable({}, {__gc = function() pcall(hog) note() end}) for i = 1, 10 do collectgarbage() end"),
    ("sort", "pcall(table.sort, {3, 1, 2}, function(a, b) hog() note() return a < b end) note()"),
    ("gsub", "pcall(string.gsub, 'abc', '.', function() hog() note() end) note()"),
    ("a table for gsub", "pcall(string.gsub, 'abc', '.', setmetatable({}, {__index = function() hog() note() end})) note()"),
    ("load", "pcall(load, function() hog() note() end) note()"),
    ("__index", "pcall(function() return setmetatable({}, {__index = function() hog() note() end}).x end) note()"),
    ("__newindex", "pcall(function() setmetatable({}, {__newindex = function() hog() note() end}).x = 1 end) note()"),
    ("__add", "pcall(function() return setmetatable({}, {__add = function() hog() note() end}) + 1 end) note()"),
    ("__eq", "local m = {__eq = function() hog() note() end} pcall(function() return setmetatable({}, m) == setmetatable({}, m) end) note()"),
    ("__lt", "local m = {__lt = function() hog() note() end} pcall(function() return setmetatable({}, m) < setmetatable({}, m) end) note()"),
    ("__concat", "pcall(function() return setmetatable({}, {__concat = function() hog() note() end}) .. 'x' end) note()"),
    ("__call", "pcall(setmetatable({}, {__call = function() hog() note() end})) note()"),
    ("__len", "pcall(table.unpack, setmetatable({}, {__len = function() hog() note() end})) note()"),
    ("__tostring", "pcall(tostring, setmetatable({}, {__tostring = function() hog() note() end})) note()"),
    ("__pairs", "pcall(pairs, setmetatable({}, {__pairs = function() hog() note() end})) note()"),
    ("an iterator", "pcall(function() for x in function() hog() note() end do end end) note()"),
    ("table.concat", "pcall(table.concat, setmetatable({}, {__len = function() return 3 end, __index = function() hog() note() end})) note()"),
    ("table.insert", "pcall(table.insert, setmetatable({}, {__len = function() hog() note() end}), 1) note()"),
    ("table.move", "pcall(table.move, setmetatable({}, {__index = function() hog() note() end}), 1, 3, 2) note()"),
    ("a loop around it", "while true do pcall(hog) note() end"),
    ("a goto around it", "::again:: pcall(hog) note() goto again"),
    ("recursion around it", "local function f() pcall(hog) note() return f() end f()"),
];

/// What takes all fuel, and what takes all memory.
const HOGS: [(&str, Stop); 4] = [
    ("function hog() while true do end end", Stop::Fuel),
    ("function hog() return hog() end", Stop::Fuel),
    ("function hog() local t = {} while true do t[#t + 1] = {} end end", Stop::Memory),
    ("function hog() local s = 'xxxxxxxxxxxxxxxx' while true do s = s .. s end end", Stop::Memory),
];

fn drive(lua: &mut Lua, run: &StashedExecutor) -> Step {
    loop {
        let step = lua.step(run, &mut Fuel::new(10_000));
        if step != Step::OutOfFuel || lua.fuel_left() == 0 {
            return step;
        }
    }
}

/// Runs a script until it is stopped, and looks whether it has seen anything of that.
fn attack(name: &str, script: &str, hog: &str, stop: Stop) {
    let limits = Limits { fuel: 2_000_000, memory: 2 << 20, ..Limits::default() };
    let mut lua = sandbox(limits);
    let notes = Arc::new(AtomicUsize::new(0));
    let counter = notes.clone();
    let note = move || {
        counter.fetch_add(1, Relaxed);
    };
    let registered = lua.try_enter(|ctx| ctx.set_global("note", ctx.function(note)));
    registered.expect("there is memory");
    let run = lua.load(&format!("{hog} {script}")).executor(()).expect("it is valid");
    let step = drive(&mut lua, &run);
    let context = format!("{name}, {stop:?}: {script}");
    // Finalizers are called as long as the script runs.
    let before = if name.starts_with("__gc") { notes.load(Relaxed) } else { 0 };
    match stop {
        Stop::Fuel => {
            assert_eq!((step, lua.fuel_left()), (Step::OutOfFuel, 0), "{context}");
            // With more fuel it goes on, and still sees nothing.
            lua.set_limits(Limits { fuel: 100_000, ..limits });
            assert_eq!(drive(&mut lua, &run), Step::OutOfFuel, "{context}");
            assert_eq!(lua.cancel(&run), Step::Stopped(Stop::Cancelled), "{context}");
        }
        stop => assert_eq!(step, Step::Stopped(stop), "{context}"),
    }
    // Whatever is done with the VM then, the script stays silent.
    assert!(lua.step(&run, &mut Fuel::new(1000)).is_finished());
    lua.set_limits(limits);
    drop(run);
    lua.collect_garbage();
    let other = lua.load("for i = 1, 3 do collectgarbage() end return ('x'):rep(3)").eval::<String>();
    assert_eq!(other.expect(&context), "xxx");
    lua.close();
    assert_eq!(notes.load(Relaxed), before, "{context}");
}

#[test]
fn no_part_of_a_script_sees_a_stop() {
    for (hog, stop) in HOGS {
        for (name, script) in SCRIPTS {
            attack(name, script, hog, stop);
        }
    }
}

#[test]
fn a_run_that_is_stopped_stays_stopped() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default().memory(1 << 20));
    let run = lua.load("local t = {} while true do t[#t + 1] = {} end").executor(())?;
    assert_eq!(drive(&mut lua, &run), Step::Stopped(Stop::Memory));
    lua.set_limits(Limits::default());
    assert_eq!(drive(&mut lua, &run), Step::Stopped(Stop::Memory));
    assert_eq!(lua.take::<()>(&run).unwrap_err().stop(), Some(Stop::Memory));
    Ok(())
}

#[test]
fn finalizers_of_one_script_do_not_use_the_fuel_of_another() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default());
    let (first, second) = (lua.environment()?, lua.environment()?);
    let source = "for i = 1, 100 do setmetatable({}, {__gc = function() while true do end end}) end";
    lua.load(source).env(&first).exec()?;
    lua.set_limits(Limits::default().fuel(1_000_000));
    lua.load("for i = 1, 3 do collectgarbage() end").env(&second).exec()
}

/// Where a loop looks at the fuel is at its end: a run that has none left does not go on to there.
#[test]
fn a_run_without_fuel_does_nothing() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default().fuel(100_000));
    let environment = lua.environment()?;
    let source = format!("n = 0 while true do n = n + 1 {} end", "local a = #'text' ".repeat(50));
    let run = lua.load(&source).env(&environment).executor(())?;
    assert_eq!(drive(&mut lua, &run), Step::OutOfFuel);
    lua.set_limits(Limits::default());
    let before: i64 = lua.load("return n").env(&environment).eval()?;
    assert!(before > 100);
    lua.set_limits(Limits::default().fuel(0));
    for _ in 0..100 {
        let mut fuel = Fuel::new(10_000);
        assert_eq!(lua.step(&run, &mut fuel), Step::OutOfFuel);
        assert_eq!(fuel.used(), 0);
    }
    lua.set_limits(Limits::default().fuel(10_000));
    assert_eq!(drive(&mut lua, &run), Step::OutOfFuel);
    lua.set_limits(Limits::default());
    let after: i64 = lua.load("return n").env(&environment).eval()?;
    assert!((10..200).contains(&(after - before)), "{before} rounds, then {after}");
    Ok(())
}

#[test]
fn a_vm_without_fuel_can_be_closed() -> Result<(), RuntimeError> {
    for source in ["", "setmetatable({}, {__gc = function() while true do end end})"] {
        let mut lua = sandbox(Limits::default());
        lua.load(source).exec()?;
        lua.set_limits(Limits::default().fuel(0));
        assert_eq!(lua.close(), None);
        let mut lua = sandbox(Limits::default());
        lua.load(source).exec()?;
        lua.set_limits(Limits::default().fuel(100_000));
        assert_eq!(lua.close(), None);
    }
    Ok(())
}

#[test]
fn runs_of_other_vms_fail_also_without_fuel() -> Result<(), RuntimeError> {
    let run = sandbox(Limits::default()).load("return 1").executor(())?;
    let mut lua = sandbox(Limits::default().fuel(0));
    assert_eq!(lua.step(&run, &mut Fuel::new(1000)), Step::Failed);
    Ok(())
}
