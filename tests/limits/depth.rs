//! Nothing that a script does overflows the stack of a thread, small as it may be.

use std::thread;

use piccolo::{Limits, Lua, RuntimeError, Sandbox, Stop, stdlib::Options};

/// The stack of a thread. Code that is not optimized needs more.
const STACK: usize = if cfg!(debug_assertions) { 2 << 20 } else { 256 << 10 };

/// How a script may end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    Ok,
    Error,
    /// Any way but a crash.
    Any,
}

use Ending::{Any, Error, Ok as Fine};

/// Scripts that nest something deeply. `N` is a large number.
const SCRIPTS: &[(&str, Ending)] = &[
    // Source text.
    ("return load(('('):rep(N) .. '1' .. (')'):rep(N)) == nil", Fine),
    ("return load('return ' .. ('{'):rep(N) .. ('}'):rep(N)) == nil", Fine),
    ("return load(('do '):rep(N) .. ('end '):rep(N)) == nil", Fine),
    ("return load(('while true do '):rep(N) .. ('end '):rep(N)) == nil", Fine),
    ("return load(('if x then '):rep(N) .. ('end '):rep(N)) == nil", Fine),
    ("return load('return ' .. ('function() return '):rep(N) .. ('end '):rep(N)) == nil", Fine),
    ("return load('return ' .. ('-'):rep(2 * N, ' ') .. '1')", Any),
    ("return load('return ' .. ('not '):rep(N) .. '1')", Any),
    ("return load('return ' .. ('1 ^ '):rep(N) .. '1')", Any),
    ("return load('return ' .. ('a .. '):rep(N) .. 'a')", Any),
    ("return load('return ' .. ('a + '):rep(N) .. 'a')", Any),
    ("return load('return ' .. ('a and '):rep(N) .. 'a')", Any),
    ("return load('return ' .. ('a < '):rep(N) .. 'a')", Any),
    ("return load('return a' .. ('.b'):rep(N))", Any),
    ("return load('return a' .. ('[1]'):rep(N))", Any),
    ("return load('return a' .. ('()'):rep(N))", Any),
    ("return load('a' .. (':b()'):rep(N))", Any),
    ("return load('if a then ' .. ('elseif b then '):rep(N) .. 'end')", Any),
    ("return load(('a = '):rep(N) .. '1')", Any),
    ("return load('local ' .. ('a, '):rep(N) .. 'a')", Any),
    ("return load(('goto x '):rep(N) .. '::x::')", Any),
    ("return load('return ' .. ('a[' ):rep(N) .. (']'):rep(N))", Any),
    // Calls.
    ("local function f() return 1 + f() end f()", Error),
    ("local function f() f() end f()", Error),
    (
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end return t[1]",
        Error,
    ),
    (
        "local t = setmetatable({}, {}) getmetatable(t).__newindex = function(t, k, v) t[k + 1] = v end t[1] = 1",
        Error,
    ),
    (
        "local t = setmetatable({}, {}) getmetatable(t).__add = function(a, b) return a + b end return t + 1",
        Error,
    ),
    (
        "local t = setmetatable({}, {}) getmetatable(t).__concat = function(a, b) return a .. b end return t .. 1",
        Error,
    ),
    (
        "local m = {} m.__eq = function(a, b) return setmetatable({}, m) == setmetatable({}, m) end return setmetatable({}, m) == setmetatable({}, m)",
        Error,
    ),
    (
        "local m = {} m.__lt = function(a, b) return a < b end return setmetatable({}, m) < setmetatable({}, m)",
        Error,
    ),
    ("local m = {} m.__len = function(a) return #a end return #setmetatable({}, m)", Error),
    ("local m = {} m.__unm = function(a) return -a end return -setmetatable({}, m)", Error),
    ("local m = {} m.__call = function(self) return self() + 1 end return setmetatable({}, m)()", Error),
    ("local m = {} m.__call = setmetatable({}, m) return setmetatable({}, m)()", Error),
    (
        "local m = {} m.__tostring = function(a) return tostring(a) end return tostring(setmetatable({}, m))",
        Error,
    ),
    ("local m = {} m.__pairs = function(a) return pairs(a) end return pairs(setmetatable({}, m))", Error),
    (
        "local m = {} m.__close = function(a) local x <close> = setmetatable({}, m) end local x <close> = setmetatable({}, m)",
        Error,
    ),
    (
        "local m = {} m.__gc = function() setmetatable({}, m) collectgarbage() end setmetatable({}, m) for i = 1, 50 do collectgarbage() end",
        Any,
    ),
    ("local t = {} for i = 1, N do t = setmetatable({}, {__index = t}) end return t.x", Any),
    ("local t = {} for i = 1, N do t = setmetatable({}, {__newindex = t}) end t.x = 1", Any),
    ("local t = print for i = 1, N do t = setmetatable({}, {__call = t}) end return t()", Any),
    // Library functions that call back.
    ("local function f() return pcall(f) end return f()", Any),
    ("local function f() local ok, e = pcall(f) return ok, e end return f()", Any),
    ("local function f() return xpcall(f, f) end return f()", Any),
    ("local function f(e) return xpcall(error, f, e) end return f(1)", Any),
    ("return xpcall(error, function(e) error(e) end, 1)", Any),
    (
        "return xpcall(function() local function f() return 1 + f() end f() end, function(e) local function g() return 1 + g() end return g() end)",
        Any,
    ),
    ("local function f() return select(2, load(f)) end return f()", Any),
    ("local function f() table.sort({3, 2, 1}, f) end f()", Any),
    ("local function f() return (('x'):gsub('.', f)) end return f()", Error),
    (
        "local m = {} m.__index = function(t, k) return (('x'):gsub('.', setmetatable({}, m))) end return ('x'):gsub('.', setmetatable({}, m))",
        Error,
    ),
    (
        "local m = {} m.__index = function(t, k) return table.concat(setmetatable({}, m)) end m.__len = function() return 1 end return table.concat(setmetatable({}, m))",
        Error,
    ),
    (
        "local m = {} m.__len = function() return table.unpack(setmetatable({}, m)) end return table.unpack(setmetatable({}, m))",
        Error,
    ),
    (
        "local m = {} m.__newindex = function(t) table.insert(setmetatable({}, m), 1) end table.insert(setmetatable({}, m), 1)",
        Error,
    ),
    (
        "local m = {} m.__index = function(t) return table.remove(setmetatable({}, m)) end m.__len = function() return 1 end table.remove(setmetatable({}, m))",
        Error,
    ),
    (
        "local m = {} m.__index = function(t) return table.move(setmetatable({}, m), 1, 1, 2) end table.move(setmetatable({}, m), 1, 1, 2)",
        Error,
    ),
    ("local function f() for x in f do end end f()", Error),
    (
        "local function f() return string.format('%s', setmetatable({}, {__tostring = f})) end return f()",
        Error,
    ),
    (
        "local m = {} m.__lt = function(a, b) return math.max(a, b) end return math.max(setmetatable({}, m), setmetatable({}, m))",
        Error,
    ),
    // Coroutines.
    ("local function f() return coroutine.wrap(f)() end return f()", Any),
    (
        "local function f(n) local co = coroutine.create(f) return coroutine.resume(co, n + 1) end return f(1)",
        Any,
    ),
    (
        "local co for i = 1, N do local inner = co co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() if inner then coroutine.close(inner) end end}) coroutine.yield() end) coroutine.resume(co) end return coroutine.close(co)",
        Any,
    ),
    // Objects, which are marked and dropped.
    ("local t for i = 1, 10 * N do t = {t} end collectgarbage() t = nil collectgarbage()", Fine),
    (
        "local f for i = 1, 10 * N do local g = f f = function() return g end end collectgarbage() f = nil collectgarbage()",
        Fine,
    ),
    (
        "local t = {} for i = 1, N do t = setmetatable({}, t) end collectgarbage() t = nil collectgarbage()",
        Fine,
    ),
    (
        "local co for i = 1, N do local inner = co co = coroutine.create(function() return inner end) end collectgarbage() co = nil collectgarbage()",
        Fine,
    ),
    (
        "local t for i = 1, N do t = setmetatable({}, {__gc = function() end, t}) end t = nil collectgarbage()",
        Fine,
    ),
    ("keep = {} for i = 1, 10 * N do keep = {keep} end", Fine),
    // Patterns and others.
    ("return ('a'):rep(N):find(('a?'):rep(N) .. ('a'):rep(N))", Any),
    ("return ('a'):rep(N):find(('(a)'):rep(30))", Any),
    ("return ('a'):rep(N):match('.-b')", Any),
    ("return ('('):rep(N):find('%b()')", Any),
    ("return ('x'):rep(N):gsub('.', '%0%0')", Any),
    ("return string.format(('%s'):rep(N), 1)", Any),
    ("return string.pack(('i4'):rep(N))", Any),
    ("return table.unpack({}, 1, N)", Any),
    ("return string.char(table.unpack({}, 1, 200))", Any),
    ("return (tostring(setmetatable({}, {__name = ('x'):rep(N)})))", Any),
    ("error(setmetatable({}, {__tostring = function(e) error(e) end}))", Error),
];

fn run(script: &str) -> Result<(), RuntimeError> {
    let limits = Limits { fuel: 300_000_000, memory: 64 << 20, ..Limits::default() };
    let mut lua = Lua::with_seed(1).into_sandbox(limits, &Options::default())?;
    let result = lua.load(&script.replace('N', "20000")).exec();
    // What is left is marked and dropped on the small stack, too.
    lua.set_limits(limits);
    lua.collect_garbage();
    assert_eq!(lua.load("return ('x'):rep(3)").eval::<String>()?, "xxx");
    drop(lua);
    result
}

#[test]
fn nothing_overflows_a_small_stack() {
    for &(script, ending) in SCRIPTS {
        let thread = thread::Builder::new().stack_size(STACK).spawn(move || run(script));
        let result = thread.expect("there are threads").join().expect("no panic");
        let is_as_expected = match (&result, ending) {
            (_, Any) | (Ok(()), Fine) => true,
            (Err(error), Error) => error.stop().is_none() || error.stop() == Some(Stop::Memory),
            _ => false,
        };
        assert!(is_as_expected, "{script}: {result:?} instead of {ending:?}");
    }
}
