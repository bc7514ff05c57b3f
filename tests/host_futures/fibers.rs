//! Functions that run side by side within one run.

use std::{
    sync::Arc,
    task::{Poll, Waker},
};

use piccolo::{Callback, Error, Fuel, Function, HostError, Lua, Step, Stop, Variadic, sequence};

use super::{Wakes, gate::Gate, new_lua, poll, register};

/// A VM with `all(f, g, ...)`, which gives a list of what the functions return; `fork(f)`, which starts one;
/// `nap()`, which lets others run; and gates `wait1` to `wait3`.
fn lua_with_gates() -> (Lua, [Gate; 3]) {
    let mut lua = new_lua();
    register(&mut lua, "all", |ctx, mut stack| {
        let functions: Variadic<Function> = stack.consume(ctx)?;
        sequence::run_callback(ctx, stack, sequence::try_join_all::<i64>(functions))
    });
    register(&mut lua, "fork", |ctx, mut stack| {
        let function: Function = stack.consume(ctx)?;
        ctx.fork(function, &[])?;
        Ok(piccolo::Action::Return)
    });
    register(&mut lua, "nap", |ctx, stack| {
        let mut is_first = true;
        let nap = std::future::poll_fn(move |cx| {
            if !std::mem::replace(&mut is_first, false) {
                return Poll::Ready(Ok::<_, HostError>(()));
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        sequence::run_callback(ctx, stack, sequence::host(nap))
    });
    let gates = [Gate::default(), Gate::default(), Gate::default()];
    for (i, gate) in gates.iter().enumerate() {
        gate.register(&mut lua, &format!("wait{}", i + 1));
    }
    (lua, gates)
}

const SUM: &str = "
    local list = all(wait1, function() return wait2() * 10 end, coroutine.wrap(wait3))
    return list[1] + list[2] + list[3]";

#[test]
fn functions_wait_side_by_side() {
    let (mut lua, gates) = lua_with_gates();
    let script = lua.load(SUM).executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<i64>(&script);
    assert!(poll(&mut run, &wakes).is_pending());
    assert!(gates.iter().all(|gate| gate.polls() == 1));
    gates[2].open(Ok(100));
    assert!(poll(&mut run, &wakes).is_pending());
    gates[0].open(Ok(1));
    assert!(poll(&mut run, &wakes).is_pending());
    assert!(gates.iter().map(Gate::polls).eq([2, 1, 2]));
    gates[1].open(Ok(2));
    let result = loop {
        if let Poll::Ready(result) = poll(&mut run, &wakes) {
            break result;
        }
    };
    assert_eq!(result.unwrap(), 121);
    assert!(gates.iter().all(|gate| gate.polls() == 2 && gate.alive() == 0));
}

#[test]
fn a_run_with_fibers_costs_nothing_while_it_waits() {
    let (mut lua, gates) = lua_with_gates();
    let script = lua.load(SUM).executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    let step = |lua: &mut Lua| lua.step_waking(&script, &mut Fuel::unlimited(), &waker);
    assert_eq!(step(&mut lua), Step::Pending);
    while wakes.0.swap(0, std::sync::atomic::Ordering::SeqCst) > 0 {
        assert_eq!(step(&mut lua), Step::Pending);
    }
    for _ in 0..10 {
        assert_eq!(step(&mut lua), Step::Pending);
    }
    assert!(gates.iter().all(|gate| gate.polls() == 1));
    assert_eq!(wakes.count(), 0);
}

#[test]
fn finish_and_plain_steps_drive_fibers_too() {
    let (mut lua, gates) = lua_with_gates();
    gates.iter().zip(1..).for_each(|(gate, n)| gate.open(Ok(n)));
    assert_eq!(lua.load(SUM).eval::<i64>().unwrap(), 24);
    let script = lua.load(SUM).executor(()).unwrap();
    while !lua.step(&script, &mut Fuel::new(1)).is_finished() {}
    assert_eq!(lua.take::<i64>(&script).unwrap(), 24);
}

#[test]
fn the_first_error_is_raised_when_all_are_done() {
    let (mut lua, gates) = lua_with_gates();
    gates.iter().for_each(|gate| gate.open(Ok(1)));
    let source = "
        local done = 0
        local ok, e = pcall(all,
          function() wait1() error('first', 0) end,
          function() nap() done = done + 1 error('second', 0) end,
          function() nap() nap() done = done + 1 return 3 end)
        return tostring(ok) .. ' ' .. e .. ' ' .. done";
    assert_eq!(lua.load(source).eval::<String>().unwrap(), "false first 2");
}

#[test]
fn joined_functions_join_others() {
    let (mut lua, _) = lua_with_gates();
    let source = "
        local function tree(depth)
          if depth == 0 then nap() return 1 end
          local function half() return tree(depth - 1) end
          local list = all(half, half)
          return list[1] + list[2]
        end
        return tree(8)";
    assert_eq!(lua.load(source).eval::<i64>().unwrap(), 256);
}

#[test]
fn very_deep_joins_use_no_stack() {
    let (mut lua, _) = lua_with_gates();
    let source = "
        local function chain(depth)
          if depth == 0 then return 0 end
          return all(function() return chain(depth - 1) end)[1] + 1
        end
        return chain(20000)";
    assert_eq!(lua.load(source).eval::<i64>().unwrap(), 20000);
}

/// Fibers that log in which order they run.
const LOG: &str = "
    local log = {}
    local function worker(name, naps)
      return function()
        for i = 1, naps do
          for j = 1, 20 do local x = j * j end
          log[#log + 1] = name .. i
          if i % 2 == 0 then nap() end
        end
        return 0
      end
    end
    fork(worker('d', 5))
    all(worker('a', 4), worker('b', 2), worker('c', 6))
    return table.concat(log, ' ')";

#[test]
fn slices_do_not_change_whose_turn_it_is() {
    let run = |slice| {
        let (mut lua, _) = lua_with_gates();
        let script = lua.load(LOG).executor(()).unwrap();
        let mut used = 0;
        loop {
            let mut fuel = Fuel::new(slice);
            let step = lua.step(&script, &mut fuel);
            used += fuel.used();
            if step.is_finished() {
                return (lua.take::<String>(&script).unwrap(), used);
            }
        }
    };
    let (log, used) = run(u64::MAX);
    assert_eq!(log, "d1 d2 a1 a2 b1 b2 c1 c2 d3 d4 a3 a4 c3 c4 d5 c5 c6");
    for slice in [1, 7, 100] {
        assert_eq!(run(slice), (log.clone(), used), "slices of {slice}");
    }
}

#[test]
fn collecting_at_every_step_changes_nothing() {
    let (mut lua, gates) = lua_with_gates();
    gates.iter().zip(1..).for_each(|(gate, n)| gate.open(Ok(n)));
    lua.set_gc_stress(true);
    assert_eq!(lua.load(SUM).eval::<i64>().unwrap(), 24);
    assert!(lua.load(LOG).eval::<String>().unwrap().starts_with("d1 d2 a1 a2"));
}

#[test]
fn fibers_end_with_the_run() {
    for ending in ["return 1", "error('x')", "while true do end", "wait2()"] {
        let (mut lua, gates) = lua_with_gates();
        let source = format!("fork(function() pcall(wait1) survived = 1 end) nap() nap() {ending}");
        let script = lua.load(&source).executor(()).unwrap();
        let mut step = Step::Pending;
        for _ in 0..5 {
            step = lua.step(&script, &mut Fuel::new(1000));
        }
        assert_eq!(gates[0].polls(), 1);
        if !step.is_finished() {
            assert_eq!(gates[0].alive(), 1, "{ending}");
            assert_eq!(lua.cancel(&script), Step::Stopped(Stop::Cancelled));
        }
        assert_eq!((gates[0].alive(), gates[1].alive()), (0, 0), "{ending}");
        gates[0].open(Ok(1));
        assert!(lua.load("return survived == nil").eval::<bool>().unwrap());
    }
}

#[test]
fn limits_hold_for_all_fibers_together() {
    let (mut lua, _) = lua_with_gates();
    let source = "local function spin() while true do nap() end end all(spin, spin, spin)";
    let script = lua.load(source).executor(()).unwrap();
    let mut fuel = Fuel::new(10_000);
    while lua.step(&script, &mut fuel) == Step::Pending {}
    assert_eq!(lua.step(&script, &mut fuel), Step::OutOfFuel);

    lua.set_memory_limit(lua.memory_used() + 300_000);
    let source = "local t = {} for i = 1, 1e6 do t[i] = i fork(function() wait1() end) end";
    let script = lua.load(source).executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Stopped(Stop::Memory));
    let source = "all(function() nap() local t = {} for i = 1, 1e6 do t[i] = {} end return 1 end)";
    let error = lua.load(source).exec().unwrap_err();
    assert_eq!(error.stop(), Some(Stop::Memory));
    lua.collect_garbage();
    assert_eq!(lua.load("return 1").eval::<i64>().unwrap(), 1);
}

#[test]
fn fibers_can_not_yield_or_be_resumed() {
    let (mut lua, _) = lua_with_gates();
    let source = "
        local co
        local errors = {}
        all(function()
          co = coroutine.running()
          errors[1] = select(2, pcall(coroutine.yield, 1))
          nap()
          return 1
        end, function()
          errors[2] = select(2, coroutine.resume(co))
          errors[3] = select(2, pcall(coroutine.close, co))
          return 2
        end)
        errors[4] = select(2, coroutine.resume(co))
        return table.concat(errors, '; ')";
    assert_eq!(
        lua.load(source).eval::<String>().unwrap(),
        "attempt to yield from outside a coroutine; cannot resume non-suspended coroutine; \
         cannot close a running coroutine; cannot resume dead coroutine"
    );
}

#[test]
fn fibers_of_another_run_can_not_be_waited_for() {
    let (mut lua, _) = lua_with_gates();
    lua.enter(|ctx| {
        assert!(matches!(ctx.fork(Function::Callback(ctx.next_function()), &[]), Err(Error::Message(_))));
    });
}

#[test]
fn finalizers_and_closed_variables_run_in_fibers() {
    let (mut lua, gates) = lua_with_gates();
    gates.iter().for_each(|gate| gate.open(Ok(1)));
    let source = "
        local log = {}
        all(function()
          local c <close> = setmetatable({}, { __close = function() nap() log[#log + 1] = 'closed' end })
          setmetatable({}, { __gc = function() log[#log + 1] = 'finalized' end })
          collectgarbage()
          nap()
          return 1
        end, function() nap() return 2 end)
        return table.concat(log, ' ')";
    assert_eq!(lua.load(source).eval::<String>().unwrap(), "finalized closed");
}

/// The memory that a run holds while `waiters` fibers, which are done otherwise, are to be woken by another
/// one, that waits.
fn memory_while_waiting(waiters: i64) -> usize {
    let (mut lua, [gate, ..]) = lua_with_gates();
    register(&mut lua, "watch", |ctx, mut stack| {
        let (function, waiters): (Function, i64) = stack.consume(ctx)?;
        let watched = ctx.fork(function, &[])?;
        for _ in 0..waiters {
            let watch = Callback::with_captures(ctx, watched, |watched, ctx, mut stack| {
                watched.wake_at_end(ctx)?;
                watched.wake_at_end(ctx)?;
                stack.clear();
                Ok(piccolo::Action::Return)
            });
            ctx.fork(Function::Callback(watch), &[])?;
        }
        sequence::run_callback(ctx, stack, sequence::join::<i64>(watched))
    });
    let script = lua.load("return watch(wait1, ...)").executor(waiters).unwrap();
    for _ in 0..3 {
        assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Pending);
    }
    lua.collect_garbage();
    lua.collect_garbage();
    let held = lua.memory_used();
    gate.open(Ok(7));
    assert_eq!(lua.finish::<i64>(&script).unwrap(), 7);
    lua.collect_garbage();
    assert!(lua.memory_used() < held);
    held
}

#[test]
fn those_who_wait_for_a_fiber_are_charged_once() {
    let held = memory_while_waiting(5000) - memory_while_waiting(0);
    assert!((200_000..300_000).contains(&held), "{held}");
}

#[test]
fn the_memory_limit_stops_a_run_whose_main_function_is_deep_in_host_functions() {
    let fill = "local t, n = {}, 0 while true do n = n + 1 t[n] = {} end";
    let allocate = "local s = 'x' while true do s = s .. s end";
    for greedy in [fill, allocate] {
        let (mut lua, _gates) = lua_with_gates();
        lua.set_memory_limit(4 << 20);
        let source = format!(
            "local function deep(n)
                if n > 0 then return select(2, pcall(deep, n - 1)) end
                return all(function() {greedy} end, wait1)
             end
             return deep(40)"
        );
        let script = lua.load(&source).executor(()).unwrap();
        let mut used = 0;
        let step = loop {
            let mut fuel = Fuel::new(10_000);
            let step = lua.step(&script, &mut fuel);
            used += fuel.used();
            assert!(used < 50_000_000, "{greedy}");
            if step != Step::OutOfFuel {
                break step;
            }
        };
        assert_eq!(step, Step::Stopped(Stop::Memory), "{greedy}");
    }
}
