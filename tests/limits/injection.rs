//! Each n-th charge of memory fails, in all programs of the spec suite: they stop cleanly, and the VM goes on.

use std::{fs, path::Path};

use piccolo::{
    Fuel, Limits, Lua, Step, Stop,
    stdlib::{self, Libs, Options, Output},
};

#[path = "../support/files.rs"]
mod files;

/// The fuel of one run; some programs work for long.
const FUEL: u64 = 300_000;

/// How many charges succeed before one fails, for each program.
const CHARGES: &[u64] = &[0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 2584, 6765, 17711];

/// The same where each program has its share of a range.
const RANGE: std::ops::Range<u64> = 4..400;

/// How many programs share the range.
const SHARE: usize = 40;

/// Programs of which each charge fails once.
const AREAS: &[(&str, &str)] = &[
    ("load", "local n = 0
      for i = 1, 3 do
        local f = load('local a, b = ... local t = {1, 2, x = 3, [a] = b} for i = 1, 3 do t[i] = function() return a, i end end return t, \"' .. i .. ' and a longer constant than forty bytes\"')
        n = n + #f(1, 2)
      end
      load(function() n = n + 1 return n < 200 and 'x = 1 ' or nil end)
      load('syntax error') load(('x = '):rep(100)) load('return ' .. ('('):rep(300))"),
    ("coroutines", "local t = {}
      for i = 1, 10 do
        t[i] = coroutine.wrap(function(...) local a <close> = setmetatable({}, {__close = function() end}) pcall(coroutine.yield, ...) error({...}) end)
        t[i](1, 2, 3)
      end
      for i = 1, 5 do pcall(t[i], i) end
      local function nest(n) if n > 0 then return coroutine.wrap(nest)(n - 1) end end nest(20)
      for i = 1, 5 do local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) coroutine.close(co) end"),
    ("sort", "local t = {} for i = 1, 100 do t[i] = i * 7919 % 101 end table.sort(t) table.sort(t, function(a, b) return a > b end)
      for i = 1, 20 do t[i] = t[i] .. '' end pcall(table.sort, t) pcall(table.sort, t, function() error({}) end)
      table.sort(setmetatable({}, {__len = function() return 30 end, __index = function(_, i) return -i end, __newindex = function() end}))"),
    ("patterns", "local s = ('abc def '):rep(20)
      for w in s:gmatch('%a+') do local x = w:upper() end
      s:gsub('(%a)(%a)', '%2%1') s:gsub('%a+', {abc = 'x'}) s:gsub('%a+', function(w) return w .. w end)
      s:find('(a-)(b-)(c-)d') s:match('((.)(.)(.))') s:find('a-a-a-a-a-a-a-a-a-a-a-a-x') string.format('%s%q%5.1f%-10s', s, s, 1.5, 'x')
      string.pack('s4zj', s, 'x', 1) string.unpack('s4', string.pack('s4', s)) s:rep(10, ',') s:reverse() s:byte(1, -1)"),
    ("tables", "local t = {} for i = 1, 300 do t[i] = {i} t['k' .. i] = i t[i * 1.5] = i end for i = 1, 300 do t[i] = nil end
      table.move({table.unpack({1, 2, 3}, 1, 50)}, 1, 50, 10, {}) table.concat({1, 2, 'x'}, ', ') for i = 1, 50 do table.insert(t, 1, i) end
      local w = setmetatable({}, {__mode = 'kv'}) for i = 1, 50 do w[{}] = {} end collectgarbage() next(w)"),
    ("collection", "local m = {__gc = function(x) kept = {x, x[1]} end} for i = 1, 100 do setmetatable({{}}, m) end
      collectgarbage() collectgarbage('step') local e = setmetatable({}, {__mode = 'k'}) for i = 1, 50 do e[{}] = {} end collectgarbage() collectgarbage()
      for i = 1, 3000 do local t = {{}, {}} end"),
    ("errors", "local function f(n) if n > 0 then return 1 + f(n - 1) end return nil + 1 end
      pcall(f, 50) xpcall(f, function(m) return m .. debug.traceback() end, 20) pcall(error, {}) pcall(error, 'x', 2) pcall(string.rep) pcall(('x').bad)
      local function close(n) local x <close> = setmetatable({}, {__close = function() error(n) end}) if n > 0 then close(n - 1) end end pcall(close, 20)
      xpcall(error, function(m) error(m) end, 'x') local function deep() return deep() + 1 end"),
    ("many values", "local t = {} for i = 1, 5000 do t[i] = i end
      local function pass(...) return ... end local function again(n, ...) if n > 0 then return again(n - 1, ...) end return ... end
      local o = setmetatable({}, {__call = setmetatable({}, {__call = pass})})
      local co = coroutine.wrap(function(...) while true do coroutine.yield(...) end end)
      for i = 1, 3 do pcall(co, table.unpack(t)) pcall(pass, again(2, pass(table.unpack(t)))) pcall(o, table.unpack(t)) end
      coroutine.resume(coroutine.create(pass), table.unpack(t)) xpcall(select, print, 2, table.unpack(t))"),
    ("io", "local f = io.tmpfile() for i = 1, 20 do f:write(i, ' ', ('x'):rep(i * 10), '\\n') end f:seek('set')
      for a, b in f:lines('n', 'l') do local x = a, b end f:seek('set') local all = f:read('a') f:seek('set') f:read(10, 'L', 'n', 0) f:setvbuf('full', 100) f:write('x') f:close()"),
    ("hooks", "local n = 0 debug.sethook(function() n = n + 1 end, 'crl', 3) local function f(x) return x and f(not x) end for i = 1, 10 do f(true) end debug.sethook()
      local co = coroutine.create(function() local a, b = 1, 2 coroutine.yield() end) coroutine.resume(co) debug.traceback(co) debug.getinfo(co, 1, 'nSlutf') debug.getlocal(co, 1, 1)"),
];

/// Runs a program in which a charge fails; gives whether one did. With `catchable`, the program may see that.
fn inject(name: &str, source: &[u8], charges: u64, catchable: bool) -> bool {
    let mut lua = Lua::with_seed(1);
    let libs = Libs::safe().with(["debug", "io.tmpfile"]).expect("there are such libraries");
    let (output, error) = (Output::discarding(), Output::discarding());
    let options = Options { libs, output, error, seed: Some(1), ..Options::default() };
    assert!(lua.enter(|ctx| stdlib::load(ctx, &options).is_ok()));
    lua.set_limits(Limits { fuel: FUEL, memory: 64 << 20, catchable_memory: catchable, ..Limits::default() });
    let Ok(run) = lua.load(source).name("=input").executor(()) else { return true };
    lua.enter(|ctx| ctx.memory().fail_after(charges));
    let step = loop {
        match lua.step(&run, &mut Fuel::new(1000)) {
            Step::OutOfFuel if lua.fuel_left() > 0 => {}
            step => break step,
        }
    };
    let has_failed = lua.enter(|ctx| ctx.memory().charges_left()).is_none();
    lua.enter(|ctx| ctx.memory().fail_after(u64::MAX));
    lua.cancel(&run);
    lua.set_limits(Limits::default());
    lua.collect_garbage();
    let answer = lua.load("local t = {} for i = 1, 100 do t[i] = {i} end return 6 * 7").eval::<i64>();
    assert_eq!(answer.ok(), Some(42), "{name}, after {charges} charges");
    assert!(has_failed || step != Step::Stopped(Stop::Memory), "{name}, after {charges} charges");
    has_failed
}

#[test]
fn programs_stop_cleanly_wherever_memory_is_short() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lua");
    let files = files::lua_files(&directory).expect("the programs can be read");
    let every = if cfg!(debug_assertions) { 10 } else { 1 };
    let mut failed = 0;
    for (index, file) in files.iter().enumerate().step_by(every) {
        let source = fs::read(file).expect("it can be read");
        let name = files::name_below(&directory, file);
        let share = RANGE.skip(index % SHARE).step_by(SHARE);
        for charges in CHARGES.iter().copied().chain(share) {
            let catchable = (charges + index as u64) % 2 == 1;
            failed += usize::from(inject(&name, &source, charges, catchable));
        }
    }
    assert!(failed > files.len() / every, "{failed} failures");
}

#[test]
fn each_charge_of_each_area_may_fail() {
    for (name, source) in AREAS {
        for catchable in [false, true] {
            let mut charges = 0;
            while inject(name, source.as_bytes(), charges, catchable) {
                charges += if cfg!(debug_assertions) { 1 + charges / 10 } else { 1 + charges / 500 };
            }
            assert!(charges > 20, "{name}: {charges}");
        }
    }
}
