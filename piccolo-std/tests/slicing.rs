//! However a run is sliced, it prints the same and takes the same fuel.

use piccolo_core::{exec::fuel::Fuel, lua::Lua};
use piccolo_std::{Libs, Options, Output};

/// What a program prints and the fuel it takes, with `slice` units per step.
fn run(source: &str, slice: u64, stress: bool) -> (String, u64) {
    let (output, captured) = Output::captured();
    let mut lua = Lua::new();
    let libs = Libs::safe().with(["debug"]).expect("there is such a library");
    let options = Options { libs, output, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| piccolo_std::load(ctx, &options).is_ok()));
    lua.set_gc_stress(stress);
    let executor = lua.load(source).name("=input").executor(()).expect("the program compiles");
    let mut used = 0;
    loop {
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&executor, &mut fuel);
        used += fuel.used();
        if step.is_finished() {
            break;
        }
    }
    let mut text = String::from_utf8_lossy(&captured.take()).into_owned();
    if let Err(error) = lua.take::<()>(&executor) {
        text.push_str(&error.to_string());
    }
    (text, used)
}

#[track_caller]
fn check(source: &str) {
    let whole = run(source, u64::MAX, false);
    assert!(whole.1 > 0);
    for slice in [1, 2, 7, 1000] {
        assert_eq!(run(source, slice, false), whole, "{slice} units per step");
    }
    // Full collections finalize earlier, so only what is printed is the same.
    assert_eq!(run(source, 3, true).0, whole.0, "collecting at every opportunity");
}

#[test]
fn loops_and_calls() {
    check(
        "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
         print(fib(10)) local s = 0 for i = 1, 300 do s = s + i % 7 end print(s)
         local i = 0 while i < 100 do i = i + 1 if i == 90 then break end end
         repeat i = i - 1 until i < 10 print(i)
         for k, v in ipairs({5, 6, 7}) do print(k, v) end for k in pairs({1, 2}) do print(k) end
         local function tail(n, ...) if n == 0 then return select('#', ...) end return tail(n - 1, n, ...) end
         print(tail(50)) for w in string.gmatch('a b c', '%a') do print(w) end",
    );
}

#[test]
fn metamethods_and_errors() {
    check(
        "local mt = {} mt.__index = function(t, k) return k .. '!' end mt.__add = function(a, b) return 7 end
         mt.__lt = function(a, b) return true end mt.__concat = function(a, b) return 'cat' end
         mt.__newindex = function(t, k, v) rawset(t, k, v) end mt.__call = function(self, a) return a end
         mt.__eq = function() return true end mt.__len = function() return 9 end mt.__close = function() print('c') end
         local function new() return setmetatable({}, mt) end
         for i = 1, 20 do local t = new() t.x = i
           print(t.y, t + 1, 1 + t, t < new(), not (t <= t) == nil, t .. 'a' .. 1, t(3), t == new(), #t, t.x) end",
    );
    check(
        "local function deep(n) return n == 0 and error({n}) or deep(n - 1) + 1 end
         print(type(select(2, pcall(deep, 30)))) print(xpcall(deep, function(e) return type(e) end, 30))
         for i = 1, 5 do print(pcall(function() local a <close> = setmetatable({}, {__close = function(_, e)
           print('closing', e) error('again') end}) error('first', 0) end)) end
         error('the end')",
    );
}

#[test]
fn coroutines_and_library() {
    check(
        "local gen = coroutine.wrap(function(...) local n = select('#', ...)
           for i = 1, 40 do n = n + coroutine.yield(i, n) end return 'end' end)
         for i = 1, 41 do print(gen(i, i)) end
         local t = {} for i = 1, 50 do t[i] = (i * 37) % 50 end
         print(coroutine.wrap(function() table.sort(t, function(a, b) coroutine.yield('cmp') return a < b end) end)())
         table.sort(t, function(a, b) return a > b end) print(table.concat(t, ' '))
         print((string.rep('ab', 500):gsub('a', function(c) return 'x' end)):sub(1, 20))
         local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function(_, e) print(e) end}) coroutine.yield(1) end)
         print(coroutine.resume(co)) print(coroutine.status(co)) print(select('#', coroutine.close(co)))",
    );
}

#[test]
fn returns_of_all_kinds() {
    check(
        "local function deep(n, ...) if n == 0 then return ... end local a, b, c = deep(n - 1, n, ...)
           for i = 1, 3 do a = a or i end return b, c, a end
         print(deep(100, 1, 2)) print((deep(50, 3)))
         local function length(n) if n > 0 then length(n - 1) end return select('#', n, n) end print(length(60))
         local function caught(n) if n > 0 then caught(n - 1) end local t = {n} return pcall(next, t) end print(caught(60))
         local function sum(n) return n == 0 and 0 or n + (sum(n - 1)) end print(sum(70))
         local function none(n) if n > 0 then none(n - 1) end local t = {} end print(none(60))
         local function closes(n) local x <close> = setmetatable({}, {__close = function() n = n + 1 end})
           if n > 0 then return closes(n - 1) end return n end print(closes(30))
         local mt = {} mt.__index = function(t, k) if k == 0 then return 0 end return t[k - 1] + 1 end
         mt.__lt = function(a, b) local n = a.n or 0 if n > 40 then return true end return not (setmetatable({n = n + 1}, mt) < b) end
         mt.__concat = function(a, b) return 'cat' end mt.__eq = function(a, b) return #a == #b end mt.__len = function(t) return t[30] end
         local t = setmetatable({n = 1}, mt) print(t[50], t < t, t .. 1, t == setmetatable({n = 2}, mt))
         local co = coroutine.wrap(function(...) return deep(40, coroutine.yield(...)) end) print(co(1, 2)) print(co(3, 4))
         for a, b in function(_, n) n = n + 1 if n < 20 then return n, (sum(n)) end end, nil, 1 do print(a, b) end",
    );
}

#[test]
fn garbage() {
    check(
        "local weak = setmetatable({}, {__mode = 'k'})
         for i = 1, 300 do weak[{}] = {i} local s = 'text' .. i end
         collectgarbage() local n = 0 for _ in pairs(weak) do n = n + 1 end print(n)
         for i = 1, 5 do setmetatable({}, {__gc = function() print('finalized') end}) collectgarbage() end
         local t = {} for i = 1, 400 do t[#t + 1] = {i, tostring(i)} end print(#t, t[400][2])",
    );
}

#[test]
fn hooks() {
    check(
        "local events = {} local function hook(event, line)
           if #events < 3000 then events[#events + 1] = event:sub(1, 1) .. tostring(line) end end
         local mt = setmetatable({}, {__index = math.abs, __close = function() end, __lt = rawequal})
         local function work(...)
           local x <close> = mt
           for i = 1, 3 do local t = {...} t[i] = pcall(error, i) or mt < mt pcall(pcall, pcall, pcall, tostring, i) end
           return select(2, ...)
         end
         local function tail(n) if n > 0 then return tail(n - 1) end return math.max(1, 2) end
         debug.sethook(hook, 'crl', 3)
         local co = coroutine.wrap(function() debug.sethook(hook, 'crl', 2) coroutine.yield(work(1, 2)) return tail(3) end)
         co() co() work(4, 5, 6) tail(2) table.sort({3, 1, 2}, function(a, b) return a < b end)
         for _ in pairs({1, 2}) do string.gsub('ab', '.', function() end) end
         debug.sethook(function() error('stop', 0) end, '', 50)
         print(pcall(function() while true do end end))
         debug.sethook()
         print(#events, table.concat(events, ' '))",
    );
}

#[test]
fn sorts_and_errors_that_search() {
    check(
        "local mt, t = {}, {}
         mt.__lt = function(a, b) return (tonumber(a) or 0) < (tonumber(b) or 0) end
         for i = 1, 400 do t[i] = i * 37 % 401 end t[200] = setmetatable({}, mt)
         table.sort(t) t[1] = 0 print(table.concat(t, ' '))
         for i = 1, 1000 do string[i] = i end
         print(pcall(string.rep)) print(debug.traceback())",
    );
}

/// The most fuel that a step of 500 units takes.
fn most_at_once(source: &str) -> u64 {
    let mut lua = Lua::new();
    let executor = lua.load(source).executor(()).expect("the program compiles");
    let mut most = 0;
    loop {
        let mut fuel = Fuel::new(500);
        let step = lua.step(&executor, &mut fuel);
        most = most.max(fuel.used());
        if step.is_finished() {
            lua.take::<()>(&executor).expect("it succeeds");
            return most;
        }
    }
}

#[test]
fn long_code_without_loops() {
    let statements =
        "x = x + 1 if x > 7 then x = -x elseif x == 2 then t[x] = {x, x == 2, f(f(x))} end ".repeat(4000);
    let start = "local x, t, f = 0, {}, function(...) return ... end ";
    let straight = format!("{start} {statements} print(x, t[2])");
    check(&format!("{start} {statements} print(x, #t[2])"));
    // No way leads past all places where a step may end.
    let most = most_at_once(&straight.replace("print", "f"));
    assert!(most < 7000, "{most}");
    let assignments = "x = x + 1 t[x] = {x, f(f(x))} ".repeat(4000);
    assert!(most_at_once(&format!("{start} {assignments}")) < 7000);
    // Many loops that do not run, and labels, are no way out.
    let loops = "for i = 1, 0 do end while x do x = nil end ".repeat(4000);
    assert!(most_at_once(&format!("local x = nil {loops}")) < 7000);
    let labels: String = (0..10_000).map(|i| format!("::l{i}:: x = not x ")).collect();
    assert!(most_at_once(&format!("local x {labels}")) < 7000);
    let list = format!("local x = 1 local t = {{ {} }}", "x, -x, ".repeat(20_000));
    assert!(most_at_once(&list) < 70_000);
}

#[test]
fn long_loops() {
    let statements = "x = x + 1 if x % 3 == 0 then y = y + x else y = y - 1 end ".repeat(3000);
    check(&format!("local x, y = 0, 0 for i = 1, 3 do {statements} end print(x, y)"));
    check(&format!("local x, y = 0, 0 while x < 9000 do {statements} end print(x, y)"));
    check(&format!("local x, y = 0, 0 repeat {statements} until x > 7000 print(x, y)"));
    check(&format!("local x, y = 0, 0 ::top:: {statements} if x < 7000 then goto top end print(x, y)"));
    check(&format!(
        "local x, y = 0, 0 for i in ipairs and string.gmatch('ab', '.') do {statements} end print(x, y)"
    ));
}

#[test]
fn short_loops_in_long_code_cost_what_they_do() {
    let cost = |before: usize| {
        let straight = "x = -x ".repeat(before);
        let source =
            format!("local x = 1 {straight} for i = 1, 1000 do for j = 1, 2 do x = x + j end x = 1 end");
        run(&source, u64::MAX, false).1
    };
    let base = cost(0);
    for before in (2020..2070).chain(4060..4110).chain(8150..8200) {
        let more = cost(before) - base;
        // What is longer than 4,096 instructions pays for as many when it is called, and for each that it passes.
        let units = |instructions: usize| instructions as u64 * 3 / 4;
        let most = units(before) + units(4096) + 200;
        assert!((units(before) - 20..most).contains(&more), "{before}: {more}");
    }
}
