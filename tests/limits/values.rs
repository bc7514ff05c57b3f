//! What is done with very many values is done in many steps, however they are passed on.

use piccolo::{Fuel, Limits, Lua, RuntimeError, StashedExecutor, Step, Stop};

use crate::sandbox;

/// By how much a step may exceed its budget. Memory is given back in pieces that take nearly as much.
const EXCESS: u64 = 24_000;

/// The fuel of a step.
const SLICE: u64 = 10_000;

/// What comes before each script: `all` gives `N` values, which are in `t`.
const SETTING: &str = "t = {} for i = 1, N do t[i] = i end
    function all() return table.unpack(t) end
    function is_whole(n, list)
      return list.n == n and list[1] == 1 and list[n // 2] == n // 2 and list[n] == n
    end
    function pass(...) return ... end";

/// Scripts that pass on many values, and give whether they arrive. They do so at once but for what lies between.
const SCRIPTS: &[(&str, &str)] = &[
    ("unpack", "return is_whole(N, table.pack(all()))"),
    ("variable arguments", "return is_whole(N // 2, table.pack(pass(table.unpack(t, 1, N // 2))))"),
    ("named parameters", "local function f(a, b, c) return c end return f(all()) == 3"),
    ("named and variable arguments", "local function f(a, b, ...) return a + b, ... end local n = N // 2
      return select('#', f(table.unpack(t, 1, n))) == n - 1"),
    ("tail calls", "local function f(n, ...) if n == 0 then return is_whole(N // 3, table.pack(...)) end return f(n - 1, ...) end
      return f(5, table.unpack(t, 1, N // 3))"),
    ("tail calls of host functions", "local function f(...) return select('#', ...) end return f(table.unpack(t, 1, N // 2)) == N // 2"),
    ("tail calls with named parameters", "local function f(a, b) return b end local function g(...) return f(...) end
      return g(table.unpack(t, 1, N // 2)) == 2"),
    ("results through several functions", "local function f() return all() end local function g() local a, b = f() return b end
      local function h() return (f()) end return g() == 2 and h() == 1 and is_whole(N, table.pack(f()))"),
    ("lists", "local function f(...) return {...} end local list = f(table.unpack(t, 1, N // 3)) return #list == N // 3 and list[N // 3] == N // 3"),
    ("table.pack", "local list = table.pack(all()) return list.n == N and list[N] == N"),
    ("select", "local n = N // 3 return select('#', select(3, table.unpack(t, 1, n))) == n - 2 and select(-1, table.unpack(t, 1, n)) == n"),
    ("assert", "return is_whole(N, table.pack(assert(all())))"),
    ("pcall", "return is_whole(N, table.pack(select(2, pcall(all))))"),
    ("pcall with arguments", "return is_whole(N // 3, table.pack(select(2, pcall(pass, table.unpack(t, 1, N // 3)))))"),
    ("xpcall", "return is_whole(N // 3, table.pack(select(2, xpcall(pass, print, table.unpack(t, 1, N // 3)))))"),
    ("called objects", "local o = setmetatable({}, {__call = function(_, ...) return is_whole(N // 2, table.pack(...)) end})
      return o(table.unpack(t, 1, N // 2)) and (pcall(o, table.unpack(t, 1, N // 2)))"),
    ("objects that call objects", "local inner = setmetatable({}, {__call = function(_, _, ...) return is_whole(N // 2, table.pack(...)) end})
      local o = setmetatable({}, {__call = inner}) return o(table.unpack(t, 1, N // 2))"),
    ("metamethods", "local m = setmetatable({}, {__index = all, __add = all}) return m.x == 1 and m + m == 1"),
    ("iterators", "local n = 0 for i, j in function() n = n + 1 if n < 3 then return all() end end do if j ~= 2 then return false end end return true"),
    ("variables that are closed", "local function third() return table.unpack(t, 1, N // 3) end
      local function f() local x <close> = setmetatable({}, {__close = third}) return third() end return is_whole(N // 3, table.pack(f()))"),
    ("arguments of coroutines", "local co = coroutine.create(function(...) return select('#', ...) end)
      return select(2, coroutine.resume(co, table.unpack(t, 1, N // 2))) == N // 2"),
    ("results of coroutines", "return is_whole(N, table.pack(select(2, coroutine.resume(coroutine.create(all)))))"),
    ("yields", "local co = coroutine.create(function() coroutine.yield(all()) end) return is_whole(N, table.pack(select(2, coroutine.resume(co))))"),
    ("results of yields", "local co = coroutine.wrap(function() return select('#', coroutine.yield()) end) co() return co(all()) == N"),
    ("wrapped coroutines", "local co = coroutine.wrap(function(...) while true do coroutine.yield(coroutine.yield(...)) end end)
      for i = 1, 3 do if not is_whole(N // 3, table.pack(co(table.unpack(t, 1, N // 3)))) then return false end end return true"),
    ("yields across pcall", "local co = coroutine.wrap(function(...) return select(2, pcall(function(...) return coroutine.yield(...) end, ...)) end)
      co(table.unpack(t, 1, N // 4)) return is_whole(N // 4, table.pack(co(table.unpack(t, 1, N // 4))))"),
    ("coroutines inside each other", "local function f(n, ...) if n == 0 then return ... end return coroutine.wrap(f)(n - 1, ...) end
      return is_whole(N // 4, table.pack(f(3, table.unpack(t, 1, N // 4))))"),
    ("coroutines that fail", "local co = coroutine.create(function(...) local function f(...) error('x', 0) end f(...) end)
      local ok, message = coroutine.resume(co, table.unpack(t, 1, N // 3)) return not ok and message == 'x' and not coroutine.close(co)"),
    ("sorting by a function", "local s = table.move(t, 1, N // 6, 1, {}) table.sort(s, function(a, b) local garbage = {} return a > b end)
      return s[1] == N // 6 and s[N // 6] == 1"),
    ("sorting objects", "local s = {} for i = 1, N // 12 do s[i] = {i * 7919 % 1000003} end
      table.sort(s, function(a, b) local garbage = {} return a[1] < b[1] end) for i = 2, #s do if s[i - 1][1] > s[i][1] then return false end end return true"),
    ("sorting strings", "local s = {} for i = 1, N // 12 do s[i] = 's' .. i * 7919 % 1000003 end table.sort(s)
      for i = 2, #s do if s[i - 1] > s[i] then return false end end return true"),
    ("sorting numbers", "local s = {} for i = 1, N // 2 do s[i] = (i * 7919 % 1000003) / 2 end table.sort(s)
      for i = 2, #s do if s[i - 1] > s[i] then return false end end return true"),
    ("sorting what is like a table", "local n = N // 12 local o = setmetatable({}, {__len = function() return n end, __index = t,
        __newindex = function(_, i, v) t[i] = v end}) table.sort(o, function(a, b) local garbage = {} return a > b end)
      return t[1] == n and t[n] == 1"),
    ("too many values", "local f = coroutine.wrap(function(...) local a, b, c = 1, 2, 3 while true do coroutine.yield(pcall(function(...) return ... end, ...)) end end)
      local ok = pcall(f, all()) return ok or coroutine.wrap(function() return true end)()"),
];

/// A sandbox with `count` values, and the run of a script about them.
fn start(script: &str, count: usize) -> (Lua, StashedExecutor) {
    let mut lua = sandbox(Limits::default().fuel(u64::MAX));
    lua.load(&format!("N = {count} {SETTING}")).exec().expect("there is memory for the values");
    let run = lua.load(script).executor(()).expect("the script compiles");
    (lua, run)
}

#[test]
fn steps_do_a_bounded_amount_of_work_on_any_number_of_values() {
    let count = if cfg!(debug_assertions) { 100_000 } else { 900_000 };
    let mut failures = Vec::new();
    for (name, script) in SCRIPTS {
        let (mut lua, run) = start(script, count);
        let (mut most, mut steps) = (0, 0);
        let step = loop {
            let mut fuel = Fuel::new(SLICE);
            let step = lua.step(&run, &mut fuel);
            most = most.max(fuel.used());
            steps += 1;
            if step != Step::OutOfFuel {
                break step;
            }
        };
        assert_eq!(step, Step::Returned, "{name}");
        assert_eq!(lua.take::<bool>(&run).ok(), Some(true), "{name}");
        println!("{name}: {most} units in a step, {steps} steps");
        if most > SLICE + EXCESS {
            failures.push(format!("{name}: {most} units in a step"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn many_values_take_the_same_fuel_in_slices_of_any_length() {
    for (name, script) in SCRIPTS {
        let fuel = [u64::MAX, SLICE, 997].map(|slice| {
            let (mut lua, run) = start(script, 50_000);
            let mut used = 0;
            loop {
                let mut fuel = Fuel::new(slice);
                let step = lua.step(&run, &mut fuel);
                used += fuel.used();
                if step != Step::OutOfFuel {
                    assert_eq!(lua.take::<bool>(&run).ok(), Some(true), "{name}, {slice} units per step");
                    return used;
                }
            }
        });
        assert!(fuel.iter().all(|used| *used == fuel[0]), "{name}: {fuel:?}");
    }
}

#[test]
fn runs_may_end_while_values_are_on_their_way() {
    for (name, script) in SCRIPTS {
        let mut ended = false;
        for steps in (1..).step_by(7) {
            let (mut lua, run) = start(script, 40_000);
            for _ in 0..steps {
                ended = lua.step(&run, &mut Fuel::new(2000)) != Step::OutOfFuel;
            }
            lua.cancel(&run);
            let is_collected = steps % 2 == 0;
            if is_collected {
                lua.collect_garbage();
            }
            assert_eq!(lua.load("return 6 * 7").eval::<i64>().ok(), Some(42), "{name}, {steps} steps");
            if ended {
                break;
            }
        }
        assert!(ended, "{name}");
    }
}

#[test]
fn collections_leave_values_that_are_on_their_way() {
    for (name, script) in SCRIPTS {
        let (mut lua, run) = start(script, 20_000);
        while lua.step(&run, &mut Fuel::new(1000)) == Step::OutOfFuel {
            lua.collect_garbage();
        }
        assert_eq!(lua.take::<bool>(&run).ok(), Some(true), "{name}");
    }
}

/// Makes a coroutine that yields many values, has a run receive some of them, and gives the run.
fn begin_to_receive(lua: &mut Lua) -> Result<StashedExecutor, RuntimeError> {
    let source = "local t = {} for i = 1, 200000 do t[i] = {i} end
        co = coroutine.create(function() while true do coroutine.yield(table.unpack(t)) end end)
        return 0";
    lua.load(source).exec()?;
    let run = lua.load("return select('#', coroutine.resume(co))").executor(())?;
    let mut steps = 0;
    while lua.load("return coroutine.status(co)").eval::<String>()? != "normal" {
        assert_eq!(lua.step(&run, &mut Fuel::new(SLICE)), Step::OutOfFuel);
        steps += 1;
        assert!(steps < 1000);
    }
    Ok(run)
}

#[test]
fn nobody_resumes_a_coroutine_whose_values_are_on_their_way() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default());
    let run = begin_to_receive(&mut lua)?;
    assert!(!lua.load("return (coroutine.resume(co))").eval::<bool>()?);
    assert!(!lua.load("return (pcall(coroutine.close, co))").eval::<bool>()?);
    assert_eq!(lua.finish::<i64>(&run)?, 200_001);
    assert_eq!(lua.load("return coroutine.status(co)").eval::<String>()?, "suspended");
    assert_eq!(lua.load("return select('#', coroutine.resume(co))").eval::<i64>()?, 200_001);
    Ok(())
}

#[test]
fn a_coroutine_is_suspended_again_when_its_receiver_is_stopped() -> Result<(), RuntimeError> {
    let mut lua = sandbox(Limits::default());
    let run = begin_to_receive(&mut lua)?;
    assert_eq!(lua.cancel(&run), Step::Stopped(Stop::Cancelled));
    assert_eq!(lua.load("return coroutine.status(co)").eval::<String>()?, "suspended");
    lua.collect_garbage();
    let source = "local n = select('#', coroutine.resume(co)) return n, (coroutine.close(co))";
    assert_eq!(lua.load(source).eval::<(i64, bool)>()?, (200_001, true));
    Ok(())
}

/// What needs more memory than there is for it once `t` is full.
const HOGS: &[&str] = &[
    "coroutine.resume(coroutine.create(function() end), table.unpack(t))",
    "coroutine.wrap(function(...) end)(table.unpack(t))",
    "(function(...) return select('#', ...) end)(table.unpack(t))",
    "coroutine.resume(co, table.unpack(t))",
];

#[test]
fn a_shortage_of_memory_is_a_stop_or_an_error_where_values_are_handed_over() {
    for hog in HOGS {
        for memory in [14 << 20, 18 << 20, 22 << 20] {
            for catchable in [false, true] {
                let limits = Limits { memory, catchable_memory: catchable, ..Limits::default() };
                let mut lua = sandbox(limits);
                let source = format!(
                    "local t = {{}} for i = 1, 400000 do t[i] = i end
                     co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co)
                     local ok, more, message = pcall(function() return {hog} end)
                     t = nil collectgarbage()
                     return (ok and more ~= false) or message == 'not enough memory' or more == 'not enough memory'
                       or tostring(more):find('not enough memory') ~= nil"
                );
                let run = lua.load(&source).executor(()).expect("it is valid");
                let step = loop {
                    match lua.step(&run, &mut Fuel::new(SLICE)) {
                        Step::OutOfFuel => {}
                        step => break step,
                    }
                };
                let context = format!("{hog}, {memory} bytes, {catchable}");
                println!("{context}: {step:?}");
                match step {
                    Step::Returned => assert_eq!(lua.take::<bool>(&run).ok(), Some(true), "{context}"),
                    step => assert!(!catchable && step == Step::Stopped(Stop::Memory), "{context}: {step:?}"),
                }
                lua.collect_garbage();
                assert_eq!(lua.load("return 6 * 7").eval::<i64>().ok(), Some(42), "{context}");
            }
        }
    }
}
