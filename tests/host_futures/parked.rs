//! One run that waits.

use std::{
    sync::{Arc, Mutex},
    task::Poll,
    thread,
    time::Duration,
};

use piccolo::{
    Action, BoxSequence, Collect, Context, Error, Fuel, Function, HostError, Lua, RuntimeError, Sequence,
    SequencePoll, Stack, Step, Stop, sequence,
    sequence::{Await, Request, Start, call},
};

use super::{
    Wakes,
    gate::{Gate, Refused},
    new_lua, poll, register,
};

#[test]
fn a_future_that_is_ready_does_not_suspend_the_run() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.open(Ok(5));
    gate.register(&mut lua, "wait");
    let script = lua.load("return wait() + wait()").executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Returned);
    assert_eq!((lua.take::<i64>(&script).unwrap(), gate.polls(), gate.alive()), (10, 2, 0));
}

#[test]
fn a_run_is_polled_only_when_it_is_woken() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let script = lua.load("return wait()").executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<i64>(&script);
    assert!(poll(&mut run, &wakes).is_pending());
    assert_eq!((wakes.count(), gate.polls()), (0, 1));
    gate.open(Ok(7));
    assert_eq!((wakes.count(), gate.polls()), (1, 1));
    assert!(matches!(poll(&mut run, &wakes), Poll::Ready(Ok(7))));
    assert_eq!((wakes.count(), gate.polls()), (1, 2));
}

#[test]
fn the_last_waker_is_the_one_that_is_woken() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let script = lua.load("return wait()").executor(()).unwrap();
    let (first, second) = (Arc::new(Wakes::default()), Arc::new(Wakes::default()));
    let mut run = lua.run::<i64>(&script);
    assert!(poll(&mut run, &first).is_pending());
    assert!(poll(&mut run, &second).is_pending());
    gate.open(Ok(1));
    assert_eq!(second.count(), 1);
}

#[test]
fn a_long_run_gives_way_after_each_slice() {
    let mut lua = new_lua();
    let script = lua.load("local n = 0 while n < 10000 do n = n + 1 end return n").executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<i64>(&script).slice(1000);
    let mut polls = 1;
    while poll(&mut run, &wakes).is_pending() {
        assert_eq!(wakes.count(), polls);
        polls += 1;
    }
    // Three units for each round of three instructions.
    assert_eq!(polls, 30);
}

#[test]
fn a_run_stops_at_its_fuel_limit() {
    let mut lua = new_lua();
    let script = lua.load("pcall(function() while true do end end) survived = true").executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<()>(&script).fuel(5000).slice(1000);
    let mut polls = 0;
    let error = loop {
        polls += 1;
        if let Poll::Ready(result) = poll(&mut run, &wakes) {
            break result.unwrap_err();
        }
    };
    assert_eq!((error.stop(), polls), (Some(Stop::Fuel), 5));
    drop(run);
    assert!(lua.load("return survived == nil").eval::<bool>().unwrap());
}

#[test]
fn fuel_does_not_depend_on_slices() {
    let used = |slice| {
        let mut lua = new_lua();
        register(&mut lua, "rest", |ctx, stack| {
            sequence::run_callback(ctx, stack, sequence::host(async { Ok::<_, HostError>(1) }))
        });
        let script =
            lua.load("local s = 0 for i = 1, 500 do s = s + rest() end return s").executor(()).unwrap();
        let mut total = 0;
        loop {
            let mut fuel = Fuel::new(slice);
            let step = lua.step(&script, &mut fuel);
            total += fuel.used();
            if step.is_finished() {
                assert_eq!(lua.take::<i64>(&script).unwrap(), 500);
                return total;
            }
        }
    };
    assert_eq!(used(1), used(u64::MAX));
    assert_eq!(used(7), used(u64::MAX));
}

#[test]
fn finish_sleeps_until_the_run_is_woken() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let opener = gate.clone();
    let thread = thread::spawn(move || {
        thread::sleep(Duration::from_millis(50));
        opener.open(Ok(3));
    });
    assert_eq!(lua.load("return wait()").eval::<i64>().unwrap(), 3);
    assert_eq!(gate.polls(), 2);
    thread.join().unwrap();
}

#[test]
fn pending_wakes_the_run_at_once() {
    let mut lua = new_lua();
    register(&mut lua, "pause", |_, _| Ok(Action::Sequence(BoxSequence::new(Pause(false)))));
    assert_eq!(lua.load("pause() return 1").eval::<i64>().unwrap(), 1);
}

/// Waits for [`pending`](sequence::pending), by hand.
#[derive(Collect)]
#[collect(require_static)]
struct Pause(bool);

impl<'gc> Sequence<'gc> for Pause {
    fn poll(
        &mut self,
        ctx: Context<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if std::mem::replace(&mut self.0, true) {
            return Ok(SequencePoll::Return);
        }
        match sequence::pending().start(ctx, &mut stack) {
            Start::Suspended(Request::Pending, _) => Ok(SequencePoll::Pending),
            _ => Err(Error::message("pending() suspends")),
        }
    }
}

#[test]
fn errors_of_futures_are_lua_errors_that_keep_their_identity() {
    let run = |source: &str| -> (Result<String, RuntimeError>, Lua) {
        let mut lua = new_lua();
        let gate = Gate::default();
        gate.register(&mut lua, "wait");
        let script = lua.load(source).executor(()).unwrap();
        let wakes = Arc::new(Wakes::default());
        let mut run = lua.run::<String>(&script);
        assert!(poll(&mut run, &wakes).is_pending());
        gate.open(Err(Refused(9)));
        let Poll::Ready(result) = poll(&mut run, &wakes) else { panic!("not ready") };
        drop(run);
        (result, lua)
    };
    let (caught, _) = run("local ok, e = pcall(wait) return tostring(ok) .. ' ' .. tostring(e)");
    assert_eq!(caught.unwrap(), "false refused with 9");
    let (uncaught, _) = run("local t <close> = setmetatable({}, { __close = function() end }) return wait()");
    let error = uncaught.unwrap_err();
    assert_eq!(error.host().and_then(|e| e.downcast_ref()), Some(&Refused(9)));
    let (handled, _) =
        run("return select(2, xpcall(wait, function(e) return 'handled ' .. tostring(e) end))");
    assert_eq!(handled.unwrap(), "handled refused with 9");
}

/// `retry(f, times)`: calls `f` and waits for the gate that it names, until one lets it pass.
#[sequence]
async fn retry<'gc>(
    _ctx: Context<'gc>,
    gates: Arc<[Gate; 2]>,
    f: Function<'gc>,
    times: usize,
) -> Result<(i64, usize), Error<'gc>> {
    let mut refusals = 0;
    for attempt in 0..times {
        let index: usize = call(f, attempt as i64).await?;
        match sequence::host(gates[index].future()).await {
            Ok(value) => return Ok((value, refusals)),
            Err(Refused(_)) => refusals += 1,
        }
    }
    Err(Error::message("refused"))
}

#[test]
fn sequences_mix_futures_and_calls() {
    let mut lua = new_lua();
    let gates = Arc::new([Gate::default(), Gate::default()]);
    let held = gates.clone();
    register(&mut lua, "retry", move |ctx, mut stack| {
        let (f, times) = stack.consume(ctx)?;
        sequence::run_callback(ctx, stack, retry(ctx, held.clone(), f, times))
    });
    let source = "return retry(function(n) if n < 3 then return 0 end return 1 end, ...)";
    for (times, expected) in [(5, Ok((7, 3))), (2, Err("refused"))] {
        let script = lua.load(source).executor(times).unwrap();
        assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Pending);
        lua.collect_garbage();
        gates[0].open(Err(Refused(1)));
        gates[1].open(Ok(7));
        let result = lua.finish::<(i64, usize)>(&script);
        assert_eq!(result.map_err(|error| error.message().ends_with(b"refused")), expected.map_err(|_| true));
        gates.iter().for_each(Gate::close);
    }
}

#[test]
fn coroutines_wait_inside_of_coroutines() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let source = "
        local inner = coroutine.wrap(function()
          coroutine.yield('early')
          local n = wait()
          for i = 1, n do coroutine.yield(i) end
        end)
        local outer = coroutine.wrap(function()
          local list = {}
          for x in inner do list[#list + 1] = x end
          coroutine.yield(table.concat(list, ' '))
        end)
        return outer()";
    let script = lua.load(source).executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<String>(&script);
    assert!(poll(&mut run, &wakes).is_pending());
    gate.open(Ok(3));
    let Poll::Ready(Ok(text)) = poll(&mut run, &wakes) else { panic!("not ready") };
    assert_eq!(text, "early 1 2 3");
}

#[test]
fn other_runs_of_the_vm_go_on() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let parked = lua.load("x = 1; x = x + wait(); return x").executor(()).unwrap();
    assert_eq!(lua.step(&parked, &mut Fuel::unlimited()), Step::Pending);
    assert_eq!(lua.load("x = x * 10 return x").eval::<i64>().unwrap(), 10);
    lua.collect_garbage();
    gate.open(Ok(5));
    assert_eq!(lua.finish::<i64>(&parked).unwrap(), 6);
}

#[test]
fn executors_of_other_vms_are_refused() {
    let (mut lua, mut other) = (new_lua(), new_lua());
    let script = other.load("return 1").executor(()).unwrap();
    assert_eq!(lua.step(&script, &mut Fuel::unlimited()), Step::Failed);
    assert!(lua.finish::<i64>(&script).unwrap_err().to_string().contains("another VM"));
    let wakes = Arc::new(Wakes::default());
    assert!(matches!(poll(&mut lua.run::<i64>(&script), &wakes), Poll::Ready(Err(_))));
    assert_eq!(other.finish::<i64>(&script).unwrap(), 1);
}

#[test]
fn an_error_object_may_not_hold_up_its_description() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    for body in ["wait()", "while true do end"] {
        let source =
            format!("error(setmetatable({{}}, {{ __tostring = function() {body} return 'x' end }}))");
        let error = lua.load(&source).exec().unwrap_err();
        assert_eq!(error.message(), b"(error object is a table value)");
    }
    assert_eq!(gate.alive(), 0);
}

#[test]
fn closing_does_not_wait_for_the_host() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let log = Arc::new(Mutex::new(Vec::new()));
    let entries = log.clone();
    register(&mut lua, "log", move |ctx, mut stack| {
        entries.lock().unwrap().push(stack.consume::<String>(ctx)?);
        Ok(Action::Return)
    });
    let source = "
        for _, name in ipairs { 'last', 'waiting', 'collecting', 'first' } do
          _G[name] = setmetatable({}, { __gc = function()
            if name == 'collecting' then collectgarbage('step') end
            if name == 'waiting' then wait() end
            log(name)
          end })
        end";
    lua.load(source).exec().unwrap();
    lua.close();
    assert_eq!(*log.lock().unwrap(), ["first", "collecting"]);
    assert_eq!(gate.alive(), 0);
}

#[test]
fn a_finalizer_may_wait_for_the_host() {
    let mut lua = new_lua();
    let gate = Gate::default();
    gate.register(&mut lua, "wait");
    let source = "
        setmetatable({}, { __gc = function() result = wait() end })
        collectgarbage()
        return result";
    let script = lua.load(source).executor(()).unwrap();
    let wakes = Arc::new(Wakes::default());
    let mut run = lua.run::<i64>(&script);
    assert!(poll(&mut run, &wakes).is_pending());
    gate.open(Ok(6));
    assert!(matches!(poll(&mut run, &wakes), Poll::Ready(Ok(6))));
}
