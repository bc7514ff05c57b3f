//! Errors that pass many functions, and many functions that return one after the other, do so in pieces.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use piccolo_core::{exec::fuel::Fuel, lua::Lua, object::value::Value};
use piccolo_std::{Libs, Options, Output};

use crate::pausing::run::{SLICE, expect, run};

/// Functions that call one another deeply. `warm` makes stacks as large as they get.
const PRELUDE: &str = "local DEPTH = 150000
    local function fail(n) if n == 0 then error('end', 0) end return 1 + fail(n - 1) end
    local function deep(n, f) if n == 0 then f() return 0 end return 1 + deep(n - 1, f) end
    local function warm() deep(DEPTH + 100, function() end) note_warm() end
    local function closing(...) local x <close> = setmetatable({}, {__close = function(_, e) print('closing', e) end})
      return 1 + fail(...) end ";

/// What a program prints, the fuel that it takes, and the most that a step takes once it has called `note_warm`.
fn measure(source: &str, slice: u64) -> (String, u64, u64) {
    let (output, captured) = Output::captured();
    let mut lua = Lua::new();
    let libs = Libs::safe().with(["debug"]).expect("there is such a library");
    let options = Options { libs, output, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| piccolo_std::load(ctx, &options).is_ok()));
    let is_warm = Arc::new(AtomicBool::new(false));
    let noted = is_warm.clone();
    lua.try_enter(|ctx| {
        ctx.set_global("note_warm", ctx.function(move || noted.store(true, Ordering::Relaxed)))
    })
    .expect("there is memory");
    let program = format!("{PRELUDE}\n{source}");
    let executor = lua.load(&program).name("=input").executor(()).expect("the program compiles");
    let (mut used, mut most) = (0, 0);
    loop {
        let was_warm = is_warm.load(Ordering::Relaxed);
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&executor, &mut fuel);
        used += fuel.used();
        if was_warm {
            most = most.max(fuel.used());
        }
        if step.is_finished() {
            break;
        }
    }
    let mut text = String::from_utf8_lossy(&captured.take()).into_owned();
    if let Err(error) = lua.take::<()>(&executor) {
        text.push_str(&String::from_utf8_lossy(error.message()));
    }
    (text, used, most)
}

#[track_caller]
fn check(source: &str, expected: &str) {
    let (text, used, most) = measure(source, SLICE);
    assert_eq!(text.trim_end(), expected, "{source}");
    assert!(most > 0 && most < 2 * SLICE, "{source}: a step took {most} units");
    for slice in [777, u64::MAX] {
        let (other_text, other_used, _) = measure(source, slice);
        assert_eq!((other_text, other_used), (text.clone(), used), "{source}: {slice} units per step");
    }
}

#[test]
fn errors_that_nobody_catches() {
    check("warm() fail(DEPTH)", "end");
    check("warm() closing(DEPTH)", "closing\tend\nend");
}

#[test]
fn errors_that_are_caught() {
    check("warm() print(pcall(fail, DEPTH))", "false\tend");
    check("warm() print(pcall(closing, DEPTH))", "closing\tend\nfalse\tend");
    check(
        "warm() print(pcall(deep, DEPTH // 2, function() pcall(fail, DEPTH // 2) fail(9) end))",
        "false\tend",
    );
    check(
        "warm() print(xpcall(fail, function(e) return #debug.traceback(e) > 500 end, DEPTH))",
        "false\ttrue",
    );
}

#[test]
fn errors_in_coroutines() {
    let warm = "local co = coroutine.wrap(function(f, ...) warm() return f(...) end) ";
    check(&format!("{warm} print(pcall(co, fail, DEPTH))"), "false\tend");
    check(&format!("{warm} print(pcall(co, closing, DEPTH))"), "closing\tend\nfalse\tend");
    check(&format!("{warm} print(co(pcall, fail, DEPTH))"), "false\tend");
}

#[test]
fn coroutines_that_are_closed_or_end() {
    let make =
        "local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function()
        print('closing') end}) warm() deep(DEPTH, coroutine.yield) end) coroutine.resume(co) ";
    check(&format!("{make} print(coroutine.close(co))"), "closing\ntrue");
    check(&format!("{make} print(coroutine.resume(co))"), "closing\ntrue");
}

#[test]
fn a_coroutine_that_ends_gives_back_its_stack() {
    let source = format!(
        "{PRELUDE} local co = coroutine.create(deep) local before = collectgarbage('count')
         coroutine.resume(co, DEPTH, coroutine.yield) local deepest = collectgarbage('count')
         coroutine.resume(co) print(deepest - before > 8192, collectgarbage('count') - before < 2048)"
    );
    assert_eq!(run(&source, SLICE, u64::MAX, 1 << 30).text.trim_end(), "true\ttrue");
}

#[test]
fn calls_by_host_functions_look_at_the_fuel() {
    let source = "local t t = setmetatable({}, {__index = function(_, k) return (k:gsub('.', t)) end})
        print(pcall(string.gsub, 'x', '.', t))";
    let report = run(source, SLICE, u64::MAX, 1 << 30);
    assert_eq!(report.text.trim_end(), "false\tinput:1: C stack overflow");
    assert!(report.most < 4 * SLICE, "a step took {} units", report.most);
}

#[test]
fn names_for_tracebacks_are_looked_for_in_some_places_only() {
    let source = "for i = 1, 300000 do _G['x' .. i] = i end
        local function f(n) if n == 0 then error('end', 0) end f(n - 1) end f(100)";
    let report = run(source, SLICE, u64::MAX, 1 << 30);
    assert_eq!(report.text, "end");
    assert!(report.most < 4 * SLICE, "a step took {} units", report.most);
}

/// Calls pay for what functions do after the calls in them, so only steps can tell how much is done at once.
#[test]
fn functions_that_return_one_after_the_other_do_so_in_several_steps() {
    let work = "n = n + 1 - 1 ".repeat(60);
    let source = format!(
        "returned = 0 local function f(n) if n > 0 then f(n - 1) end {work} returned = returned + 1 end f(20000)"
    );
    let mut lua = Lua::new();
    assert!(lua.enter(|ctx| piccolo_std::load(ctx, &Options::default()).is_ok()));
    let executor = lua.load(&source).executor(()).expect("the program compiles");
    let (mut before, mut most, mut used) = (0, 0, 0);
    loop {
        let mut fuel = Fuel::new(SLICE);
        let step = lua.step(&executor, &mut fuel);
        used += fuel.used();
        let returned = lua.enter(|ctx| match ctx.globals().raw_get_string(ctx.intern(b"returned")) {
            Value::Integer(returned) => returned,
            _ => 0,
        });
        most = most.max(returned - before);
        before = returned;
        if step.is_finished() {
            break;
        }
    }
    // As many as are called in four steps.
    assert_eq!(before, 20001);
    assert!(most as u64 <= 4 * SLICE * 20001 / used, "{most} functions returned in one step");
}

#[test]
fn long_stacks_grow_in_pieces() {
    let garbage = "local t = {} for i = 1, 300000 do t[i] = {} end t = nil collectgarbage() ";
    let check = |source: &str, expected: &str| expect(&format!("{garbage}{source}"), expected);
    let sum = "local function sum(n) if n > 0 then return n + sum(n - 1) end return 0 end ";
    check(&format!("{sum} print(sum(90000), sum(180000))"), "4050045000\t16200090000");
    check(
        &format!("{sum} for i = 1, 2 do print(coroutine.wrap(function() return sum(120000) end)()) end"),
        "7200060000\n7200060000",
    );
    check(
        &format!("{sum} print(pcall(sum, 300000)) print(sum(150000))"),
        "false\tinput:1: stack overflow\n11250075000",
    );
    // Few frames with many slots each, and an upvalue in each.
    check(
        "local function wide(n, ...) local a = n local function f() a = a + 1 return a end
           if n > 0 then return wide(n - 1, f, ...) + f() end return select('#', ...) end
         print(wide(600))",
        "181500",
    );
}

/// A host function that another one asked for may ask for the next, and so on, before any function of Lua runs.
#[test]
fn host_functions_that_call_host_functions_pause() {
    let overflow = "false\tC stack overflow";
    let nested = |event: &str, function: &str| {
        let source = format!(
            "local o = setmetatable({{}}, {{{event} = {function}}}) for i = 1, 3 do pcall({function}, o) end
             print(pcall({function}, o))"
        );
        expect(&source, overflow);
    };
    nested("__len", "table.concat");
    nested("__len", "table.sort");
    nested("__tostring", "tostring");
    nested("__tostring", "print");
    let calls = "print(select('#', setmetatable({}, {__call = pcall})(1)) > 15000)";
    expect(calls, "true");
    expect(&format!("debug.sethook(function() end, 'c') {calls}"), "true");
}

/// Who takes an error is far away, and what lies between is asked one by one.
#[test]
fn errors_in_nested_host_functions_are_paid_for() {
    let source = |last: &str| {
        format!(
            "local s, n = table.sort, 0
             local function c() n = n + 1 if n < 15500 then s({{1, 2, 3}}, c) end {last} end
             print(xpcall(s, function(m) error(m, 0) end, {{1, 2, 3}}, c))"
        )
    };
    expect(&source("error('end', 0)"), "false\terror in error handling");
    let units = |last: &str| run(&source(last), SLICE, u64::MAX, 1 << 30).used;
    let paid = units("error('end', 0)") - units("return false");
    assert!(paid > 200 * 15_500, "{paid} units for more than 200 errors");
}
