//! Runs that are given up.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use piccolo::{Fuel, Function, HostError, RunLimits, Step, Stop, Tasks, Value, sequence};

use super::{Wakes, gate::Gate, new_lua, poll, register};

/// Runs that wait for `wait()` in many places; none of them may survive.
const WAITING: [&str; 6] = [
    "wait() survived = 1",
    "pcall(wait) survived = 2",
    "local c <close> = setmetatable({}, { __close = function() survived = 3 end }) wait()",
    "coroutine.wrap(function() coroutine.wrap(function() wait() end)() end)() survived = 4",
    "xpcall(wait, function() survived = 5 end) survived = 5",
    "local t = setmetatable({}, { __index = function() return wait() end }) local x = t.x survived = 6",
];

#[test]
fn dropping_the_future_drops_what_it_waits_for_at_once() {
    for source in WAITING {
        let mut lua = new_lua();
        let gate = Gate::default();
        gate.register(&mut lua, "wait");
        let script = lua.load(source).executor(()).unwrap();
        let wakes = Arc::new(Wakes::default());
        let mut run = lua.run::<()>(&script);
        assert!(poll(&mut run, &wakes).is_pending());
        assert_eq!(gate.alive(), 1, "{source}");
        drop(run);
        assert_eq!(gate.alive(), 0, "{source}");
        gate.open(Ok(1));
        assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Stopped(Stop::Cancelled));
        assert_eq!(lua.take::<()>(&script).unwrap_err().stop(), Some(Stop::Cancelled));
        assert!(lua.load("return survived == nil").eval::<bool>().unwrap(), "{source}");
        assert_eq!(gate.polls(), 1, "{source}");
    }
}

#[test]
fn dropping_a_run_that_was_never_polled_cancels_it() {
    let mut lua = new_lua();
    let script = lua.load("return 1").executor(()).unwrap();
    drop(lua.run::<i64>(&script));
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Stopped(Stop::Cancelled));
}

#[test]
fn dropping_a_run_that_is_over_changes_nothing() {
    let mut lua = new_lua();
    let script = lua.load("return 1").executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<i64>(&script);
    assert!(poll(&mut run, &wakes).is_ready());
    drop(run);
    assert_eq!(lua.cancel(&script), Step::Returned);
    assert_eq!(lua.take::<i64>(&script).unwrap(), 1);
}

#[test]
fn coroutines_of_a_cancelled_run_are_dead() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let script = lua.load("co = coroutine.create(wait) coroutine.resume(co)").executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Pending);
    assert_eq!(lua.load("return coroutine.status(co)").eval::<String>().unwrap(), "running");
    let refusals = "
        local _, a = coroutine.resume(co)
        local _, b = pcall(coroutine.close, co)
        return a .. '; ' .. b";
    assert_eq!(
        lua.load(refusals).eval::<String>().unwrap(),
        "cannot resume non-suspended coroutine; cannot close a running coroutine"
    );
    lua.cancel(&script);
    assert_eq!(lua.load("return coroutine.status(co)").eval::<String>().unwrap(), "dead");
    assert!(lua.load("return coroutine.close(co)").eval::<bool>().is_ok());
}

#[test]
fn fuel_limits_drop_what_is_waited_for() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let source = "
        local co = coroutine.wrap(function() while true do coroutine.yield() end end)
        for i = 1, 3 do co() end
        while true do end";
    let script = lua.load(source).executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<()>(&script).fuel(1000);
    assert!(poll(&mut run, &wakes).is_ready());
}

#[test]
fn a_waiting_run_in_a_cycle_is_collected() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let source = "
        local t = {}
        t.co = coroutine.create(function() t.self = t wait(t) return t end)
        coroutine.resume(t.co)";
    let script = lua.load(source).executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Pending);
    lua.collect_garbage();
    assert_eq!(gate.alive(), 1);
    drop(script);
    lua.collect_garbage();
    assert_eq!(gate.alive(), 0);
}

#[test]
fn dropping_the_vm_drops_what_its_runs_wait_for() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let script = lua.load("wait()").executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Pending);
    drop(lua);
    assert_eq!(gate.alive(), 0);
    gate.open(Ok(1));
}

#[test]
fn a_panic_ends_the_run_and_nothing_else() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    register(&mut lua, "panic", |ctx, stack| {
        let future = async {
            if true {
                panic!("on purpose");
            }
            Ok::<i64, HostError>(1)
        };
        sequence::run_callback(ctx, stack, sequence::host(future))
    });
    let script = lua.load("pcall(coroutine.wrap(function() panic() end)) survived = 1").executor(()).unwrap();
    let result =
        panic::catch_unwind(AssertUnwindSafe(|| lua.step(&script, &mut Fuel::unlimited()).is_finished()));
    assert!(result.is_err());
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Stopped(Stop::Cancelled));
    lua.collect_garbage();
    assert!(lua.load("return survived == nil").eval::<bool>().unwrap());
}

#[test]
fn a_panic_ends_a_run_of_a_set_and_no_other() {
    let mut lua = new_lua();
    register(&mut lua, "panic", |_, _| panic!("on purpose"));
    let mut tasks = Tasks::new();
    let scripts = ["panic() survived = 1", "finished = true"];
    let ids = scripts.map(|source| tasks.spawn(lua.load(source).executor(()).unwrap(), RunLimits::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(|| tasks.step(&mut lua, &mut Fuel::unlimited()).len()));
    assert!(result.is_err() && tasks.is_any_ready());
    let mut ended = tasks.step(&mut lua, &mut Fuel::unlimited());
    ended.sort_by_key(|run| run.id);
    let steps: Vec<_> = ended.iter().map(|run| (run.id, run.step)).collect();
    assert_eq!(steps, [(ids[0], Step::Stopped(Stop::Cancelled)), (ids[1], Step::Returned)]);
    assert!(tasks.is_empty());
    assert!(lua.load("return survived == nil and finished").eval::<bool>().unwrap());
}

#[test]
fn closing_a_coroutine_closes_variables_but_no_values_of_sequences() {
    let mut lua = new_lua();
    register(&mut lua, "with", |ctx, mut stack| {
        let (value, function): (Value, Function) = stack.consume(ctx)?;
        sequence::run_callback(ctx, stack, sequence::closing(value, sequence::call::<()>(function, value)))
    });
    let source = "
        local closed = ''
        local function guard(name)
          return setmetatable({}, {__close = function() closed = closed .. name end})
        end
        local function enter(f)
          local a <close> = guard('a')
          with(guard('b'), function() local c <close> = guard('c') f() end)
        end
        local co = coroutine.create(enter)
        coroutine.resume(co, coroutine.yield)
        assert(coroutine.close(co))
        enter(function() closed = closed .. ' ' end)
        return closed";
    assert_eq!(lua.load(source).eval::<String>().unwrap(), "ca cba");
}
