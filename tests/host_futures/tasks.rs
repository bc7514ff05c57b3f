//! Sets of runs.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use piccolo::{Ended, Fuel, HostError, Lua, RunLimits, Step, Stop, Tasks, sequence};

use super::{Wakes, gate::Gate, new_lua, register};

fn poll_next(tasks: &mut Tasks, lua: &mut Lua, wakes: &Arc<Wakes>) -> Poll<Option<Ended>> {
    let waker = Waker::from(wakes.clone());
    tasks.poll_next(lua, &mut Context::from_waker(&waker))
}

/// Adds a run of `source`.
fn spawn(tasks: &mut Tasks, lua: &mut Lua, source: &str, limits: RunLimits) -> piccolo::TaskId {
    let script = lua.load(source).executor(()).unwrap();
    tasks.spawn(script, limits)
}

#[test]
fn only_those_that_are_woken_are_polled() {
    let mut lua = new_lua();
    let mut tasks = Tasks::new();
    let gates: Vec<Gate> = (0..500).map(|_| Gate::default()).collect();
    for (i, gate) in gates.iter().enumerate() {
        gate.register(&mut lua, &format!("wait{i}"));
        spawn(&mut tasks, &mut lua, &format!("return wait{i}()"), RunLimits::new());
    }
    let wakes = Arc::new(Wakes::default());
    while poll_next(&mut tasks, &mut lua, &wakes).is_pending() && tasks.is_any_ready() {}
    assert!(gates.iter().all(|gate| gate.polls() == 1));
    let before = wakes.count();
    assert!(poll_next(&mut tasks, &mut lua, &wakes).is_pending());
    assert_eq!((wakes.count(), tasks.is_any_ready()), (before, false));

    for (i, gate) in gates.iter().enumerate().rev() {
        gate.open(Ok(i as i64));
        assert!(tasks.is_any_ready());
        let Poll::Ready(Some(ended)) = poll_next(&mut tasks, &mut lua, &wakes) else { panic!("{i} ended") };
        assert_eq!((ended.step, lua.take::<i64>(&ended.executor).unwrap()), (Step::Returned, i as i64));
    }
    assert!(gates.iter().all(|gate| gate.polls() == 2 && gate.alive() == 0));
    assert_eq!(wakes.count(), before + 500);
    assert!(matches!(poll_next(&mut tasks, &mut lua, &wakes), Poll::Ready(None)));
}

#[test]
fn runs_take_turns() {
    let mut lua = new_lua();
    let mut tasks = Tasks::new();
    assert!(lua.load("log = {}").exec().is_ok());
    for name in ["a", "b", "c"] {
        let source = format!("for i = 1, 300 do if i % 100 == 0 then log[#log + 1] = '{name}' .. i end end");
        spawn(&mut tasks, &mut lua, &source, RunLimits::new().slice(650));
    }
    let ended = tasks.step(&mut lua, &mut Fuel::unlimited());
    assert!(ended.iter().all(|run| run.step == Step::Returned) && ended.len() == 3);
    assert_eq!(
        lua.load("return table.concat(log, ' ')").eval::<String>().unwrap(),
        "a100 b100 c100 a200 b200 c200 a300 b300 c300"
    );
}

#[test]
fn each_run_has_its_own_fuel() {
    let mut lua = new_lua();
    let mut tasks = Tasks::new();
    let greedy = spawn(&mut tasks, &mut lua, "while true do end", RunLimits::new().fuel(10_000));
    let source = "local n = 0 while n < 3000 do n = n + 1 end return n";
    let modest = spawn(&mut tasks, &mut lua, source, RunLimits::new().fuel(10_000).slice(100));
    let mut ended = tasks.step(&mut lua, &mut Fuel::unlimited());
    ended.sort_by_key(|run| run.id);
    let steps: Vec<_> = ended.iter().map(|run| (run.id, run.step)).collect();
    assert_eq!(steps, [(greedy, Step::OutOfFuel), (modest, Step::Returned)]);
    assert!(tasks.is_empty());

    // What ran out of fuel can get more.
    let again = tasks.spawn(ended[0].executor.clone(), RunLimits::new().fuel(100));
    assert!(tasks.cancel(&mut lua, again) && !tasks.cancel(&mut lua, again));
    assert_eq!(lua.step(&ended[0].executor, &mut Fuel::new(1)), Step::Stopped(Stop::Cancelled));
}

#[test]
fn a_frame_costs_no_more_than_its_budget() {
    let mut lua = new_lua();
    let mut tasks = Tasks::new();
    for _ in 0..50 {
        spawn(
            &mut tasks,
            &mut lua,
            "local n = 0 while n < 2000 do n = n + 1 end",
            RunLimits::new().slice(300),
        );
    }
    let (mut frames, mut ended) = (0, 0);
    while !tasks.is_empty() {
        let mut budget = Fuel::new(5000);
        ended += tasks.step(&mut lua, &mut budget).len();
        assert!(budget.used() <= 5010, "{}", budget.used());
        frames += 1;
    }
    assert_eq!((ended, frames), (50, 61));
}

#[test]
fn what_waits_for_the_next_frame_gets_one_turn_per_frame() {
    let mut lua = new_lua();
    register(&mut lua, "frame", |ctx, stack| {
        ctx.waker().wake();
        let mut is_first = true;
        let next = std::future::poll_fn(move |cx| {
            if !std::mem::replace(&mut is_first, false) {
                return Poll::Ready(Ok::<_, HostError>(()));
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        sequence::run_callback(ctx, stack, sequence::host(next))
    });
    let mut tasks = Tasks::new();
    assert!(lua.load("frames = 0").exec().is_ok());
    spawn(&mut tasks, &mut lua, "while true do frame() frames = frames + 1 end", RunLimits::new());
    for frame in 0..10 {
        assert!(tasks.step(&mut lua, &mut Fuel::new(10_000)).is_empty());
        assert_eq!(lua.load("return frames").eval::<i64>().unwrap(), frame);
    }
}

#[test]
fn runs_that_yield_may_go_on() {
    let mut lua = new_lua();
    let mut tasks = Tasks::new();
    let generator = lua.load("for i = 1, 3 do coroutine.yield(i) end").executor(()).unwrap();
    // The main function of a chunk can not yield; a failure is reported like all else.
    tasks.spawn(generator, RunLimits::new());
    let ended = tasks.step(&mut lua, &mut Fuel::unlimited());
    assert_eq!(ended[0].step, Step::Failed);

    let coroutine = lua.enter(|ctx| {
        let prototype = piccolo::compile::compile(b"return 1 + coroutine.yield(41)", b"=x").unwrap();
        let closure = piccolo::Closure::main(ctx, &Arc::new(prototype), ctx.globals().into());
        let executor = piccolo::Executor::for_coroutine(ctx, closure.into(), &[]).unwrap();
        ctx.stash(executor)
    });
    tasks.spawn(coroutine, RunLimits::new());
    let ended = tasks.step(&mut lua, &mut Fuel::unlimited()).remove(0);
    assert_eq!((ended.step, lua.take::<i64>(&ended.executor).unwrap()), (Step::Yielded, 41));
    lua.enter(|ctx| ctx.fetch(&ended.executor).unwrap().resume(ctx, &[piccolo::Value::Integer(1)]).unwrap());
    tasks.spawn(ended.executor, RunLimits::new());
    let ended = tasks.step(&mut lua, &mut Fuel::unlimited()).remove(0);
    assert_eq!((ended.step, lua.take::<i64>(&ended.executor).unwrap()), (Step::Returned, 2));
}

#[test]
fn cancelling_drops_what_is_waited_for() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let mut tasks = Tasks::new();
    let ids: Vec<_> = (0..10).map(|_| spawn(&mut tasks, &mut lua, "pcall(wait)", RunLimits::new())).collect();
    assert!(tasks.step(&mut lua, &mut Fuel::unlimited()).is_empty());
    assert_eq!(gate.alive(), 10);
    assert!(tasks.cancel(&mut lua, ids[3]));
    assert_eq!((gate.alive(), tasks.len()), (9, 9));
    tasks.cancel_all(&mut lua);
    assert_eq!((gate.alive(), tasks.len()), (0, 0));
    gate.open(Ok(1));
    assert!(tasks.step(&mut lua, &mut Fuel::unlimited()).is_empty());
}

#[test]
fn dropping_the_future_of_the_next_run_cancels_nothing() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let mut tasks = Tasks::new();
    spawn(&mut tasks, &mut lua, "return wait()", RunLimits::new());
    {
        let mut next = pin!(tasks.next(&mut lua));
        assert!(next.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    gate.open(Ok(4));
    let wakes = Arc::new(Wakes::default());
    let Poll::Ready(Some(ended)) = poll_next(&mut tasks, &mut lua, &wakes) else { panic!("ended") };
    assert_eq!(lua.take::<i64>(&ended.executor).unwrap(), 4);
}

#[test]
fn runs_of_other_vms_fail() {
    let (mut lua, mut other) = (new_lua(), new_lua());
    let mut tasks = Tasks::new();
    spawn(&mut tasks, &mut other, "return 1", RunLimits::new());
    let ended = tasks.step(&mut lua, &mut Fuel::unlimited()).remove(0);
    assert_eq!(ended.step, Step::Failed);
    assert!(lua.take::<i64>(&ended.executor).is_err());
}
