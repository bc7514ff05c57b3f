//! The allocator never gives more than the memory limit and 64 KiB, whatever a script does.

use allocation_counter::measure;
use piccolo::{Fuel, Limits, Step, Stop};

use crate::sandbox;

/// What the allocator may give beyond the limit.
const TOLERANCE: u64 = 64 << 10;

/// The fuel of a run.
const FUEL: u64 = 20_000_000;

/// How a script ended, and the most memory that there was at a time, by the allocator's count.
struct Ending {
    step: Step,
    peak: u64,
}

/// Runs a script up to its end, or until it has used its fuel. Then what it has left is collected, with the same limit,
/// and another one runs.
fn run(source: &str, limits: Limits) -> Ending {
    let mut end = Step::Failed;
    let allocated = measure(|| {
        let mut lua = sandbox(limits);
        let Ok(run) = lua.load(source).name("=input").executor(()) else { return };
        end = loop {
            match lua.step(&run, &mut Fuel::new(10_000)) {
                Step::OutOfFuel if lua.fuel_left() > 0 => {}
                step => break step,
            }
        };
        lua.cancel(&run);
        drop(run);
        lua.set_limits(limits);
        lua.collect_garbage();
        let answer = lua.load("return 6 * 7").eval::<i64>();
        // What is in globals is still there, and may leave too little.
        let has_answered = match answer {
            Ok(answer) => answer == 42,
            Err(error) => error.stop() == Some(Stop::Memory) || limits.catchable_memory,
        };
        assert!(has_answered, "{source}");
    });
    Ending { step: end, peak: allocated.bytes_max }
}

/// Runs scripts with different limits, and looks at the peak of each.
fn check(scripts: &[(&str, &str)], limits: &[usize]) {
    let mut failures = Vec::new();
    for (name, source) in scripts {
        for &memory in limits {
            for catchable in [false, true] {
                let limits = Limits { memory, fuel: FUEL, catchable_memory: catchable, ..Limits::default() };
                let Ending { step, peak } = run(source, limits);
                if peak > memory as u64 + TOLERANCE {
                    let excess = peak - memory as u64;
                    failures.push(format!("{name}: {excess} bytes beyond the limit of {memory} ({step:?})"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Graphs that make the collector's list of what it has to go through long, or other lists of its own.
const GRAPHS: &[(&str, &str)] = &[
    ("a chain with leaves", "local chain = {} while true do local node = {} for i = 1, 30 do node[i] = {} end node[31] = chain chain = node end"),
    ("a chain with many leaves", "local chain = {} while true do local node = {} for i = 1, 1000 do node[i] = {} end node[1001] = chain chain = node end"),
    ("a chain through keys", "local chain = {} while true do local node = {} for i = 1, 30 do node[{}] = {} end node[chain] = {} chain = node end"),
    ("a chain of pairs", "local chain = {} while true do chain = {{}, chain} end"),
    ("a chain of metatables", "local chain = {} while true do chain = setmetatable({{}, {}, {}}, {chain}) end"),
    ("a wide table", "local t = {} while true do t[#t + 1] = {} end"),
    ("wide hash parts", "local t, n = {}, 0 while true do n = n + 1 t[n * 3.5] = {} end"),
    ("closures with upvalues", "local chain while true do
        local a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p
        local next = chain
        chain = function() return a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, next end end"),
    ("closures in tables", "local t = {} while true do local a, b = {}, {} t[#t + 1] = function() return a, b end end"),
    ("coroutines", "local t = {} while true do local co = coroutine.create(function(a) local b, c, d = {}, {}, {} coroutine.yield() return a, b, c, d end) coroutine.resume(co, {}) t[#t + 1] = co end"),
    ("nested coroutines", "local function nest(n) local a, b, c = {}, {}, {} if n > 0 then coroutine.wrap(nest)(n - 1) end coroutine.yield() return a, b, c end
      local t = {} while true do local co = coroutine.wrap(nest) co(50) t[#t + 1] = co end"),
    ("a deep stack", "local function f(n) local a, b, c, d, e = {}, {}, {}, {}, {} return a, f(n + 1), b, c, d, e end pcall(f, 0) while true do pcall(f, 0) end"),
    ("a wide stack", "local t = {} for i = 1, 100000 do t[i] = {} end while true do local u = {table.unpack(t)} end"),
    ("weak values", "local t = setmetatable({}, {__mode = 'v'}) while true do local x = {} for i = 1, 1000 do x[i] = {} t[#t + 1] = x[i] end t.all = {t.all, x} keep = {keep, x} end"),
    ("many weak tables", "local t, m = {}, {__mode = 'kv'} while true do t[#t + 1] = setmetatable({{}}, m) end"),
    ("ephemerons", "local t, last = setmetatable({}, {__mode = 'k'}), {} root = last while true do local key = {} t[last] = {key, {}, {}} last = key end"),
    ("ephemerons with strings", "local t, n = setmetatable({}, {__mode = 'k'}), 0 while true do n = n + 1 t['key ' .. n] = 'value ' .. n end"),
    ("ephemerons with objects and strings", "local t, keys, n = setmetatable({}, {__mode = 'k'}), {}, 0 while true do n = n + 1 keys[n] = {} t[keys[n]] = 'value ' .. n end"),
    ("weak values with strings", "local t, n = setmetatable({}, {__mode = 'v'}), 0 while true do n = n + 1 t['key ' .. n] = 'value ' .. n end"),
    ("a deep stack of strings", "local t = {} for i = 1, 12000 do t[i] = 'string ' .. i end local function f(...) collectgarbage() for i = 1, 1e5 do local x = 'x' .. i end return f(1, ...) end f(table.unpack(t))"),
    ("finalizers", "local m = {__gc = function() end} while true do local x = setmetatable({{}, {}}, m) end"),
    ("finalizers of what lives", "local m, t = {__gc = function() end}, {} while true do t[#t + 1] = setmetatable({}, m) end"),
    ("finalizers that resurrect", "local m m = {__gc = function(x) kept = {kept, x} setmetatable(x, m) end} while true do setmetatable({{}}, m) end"),
    ("barriers", "local t = {} for i = 1, 10000 do t[i] = {} end while true do local x = {} for i = 1, #t do t[i][1] = x end end"),
    ("barriers without allocation", "local t, x, y = {}, {}, {} for i = 1, 8000 do t[i] = {x} end
      while true do for i = 1, 200 do local z = {i} end for j = 1, 2 do for i = 1, #t do t[i][1] = y end end end"),
    ("barriers on upvalues", "local t = {} for i = 1, 8000 do local x t[i] = function(v) x = v end end while true do local x = {} for i = 1, #t do t[i](x) end end"),
    ("barriers while stopped", "local t = {} for i = 1, 20000 do t[i] = {} end collectgarbage('step', 1) collectgarbage('stop') for j = 1, 50 do for i = 1, #t do t[i][1] = t end end"),
    ("long, then short", "local chain = {} for j = 1, 200 do local node = {} for i = 1, 100 do node[i] = {} end node[101] = chain chain = node end
      collectgarbage() chain = nil collectgarbage() local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end"),
];

#[test]
fn graphs_stay_within_limits() {
    check(GRAPHS, &[2 << 20, 9_500_000]);
}

/// Scripts that have library functions, messages, and the compiler make long texts and lists.
const TEMPORARIES: &[(&str, &str)] = &[
    ("a long __name", "local m = {__name = ('x'):rep(1 << 19)} local o = setmetatable({}, m) for i = 1, 20 do
        pcall(function() return o + 1 end) pcall(function() return o < 1 end) pcall(function() return o() end) pcall(string.rep, o) pcall(tostring, o)
        pcall(ipairs) pcall(setmetatable, 1, o) pcall(function() return o .. 'x' end) pcall(function() for i = o, 1 do end end) pcall(function() return #o < o end) end"),
    ("a long variable name", "local name = ('x'):rep(1 << 18) local f = load('return ' .. name .. '()') for i = 1, 20 do pcall(f) end f()"),
    ("a long field name", "local name = ('x'):rep(1 << 18) local f = load('local t = {} return t.' .. name .. '.y') for i = 1, 20 do pcall(f) end f()"),
    ("a long constant name", "local name = ('x'):rep(1 << 18) local f = load('local t = {} t[\"' .. name .. '\"]()') for i = 1, 20 do pcall(f) end f()"),
    ("a long local name", "local name = ('x'):rep(1 << 18) local f = load('local ' .. name .. ' ' .. name .. '.x = 1') for i = 1, 20 do pcall(f) end f()"),
    ("a long label", "local name = ('x'):rep(1 << 18) for i = 1, 20 do load('goto ' .. name) load('::' .. name .. ':: ::' .. name .. '::') end"),
    ("a long token", "local name = ('x'):rep(1 << 18) for i = 1, 20 do load('x ' .. name) load('x = \"' .. name) load('x = [[' .. name) load('x = \"' .. name .. '\" y') load('x = 1' .. name) load('--[[' .. name) end"),
    ("a long attribute", "local name = ('x'):rep(1 << 18) for i = 1, 20 do load('local a <' .. name .. '> = 1') load('local ' .. name .. ' <const> = 1 ' .. name .. ' = 2') end"),
    ("a long chunk name", "local name = ('x'):rep(1 << 18) for i = 1, 20 do load('x', '=' .. name) load('x', name) load('error()', '@' .. name) pcall(load('error(\"x\")', name)) end"),
    ("a variable that is not closable", "local name = ('x'):rep(1 << 18) local f = load('local ' .. name .. ' <close> = 1') for i = 1, 20 do pcall(f) end f()"),
    ("a long message", "local m = ('x'):rep(1 << 18) for i = 1, 20 do pcall(error, m) pcall(error, m, 2) pcall(assert, false, m) end error(m)"),
    ("a long message in a coroutine", "local m = ('x'):rep(1 << 18) for i = 1, 20 do coroutine.resume(coroutine.create(error), m) pcall(coroutine.wrap(error), m) end coroutine.wrap(error)(m)"),
    ("long messages of handlers", "local m = ('x'):rep(1 << 18) for i = 1, 20 do xpcall(error, function(x) return x .. m end, m) xpcall(error, error, m) end"),
    ("a long message in __gc", "local m = ('x'):rep(1 << 18) warn('@on') for i = 1, 200 do setmetatable({}, {__gc = function() error(m) end}) collectgarbage() end"),
    ("warnings", "local m = ('x'):rep(1 << 18) warn('@on') for i = 1, 20 do warn(m, m) end"),
    ("printing", "local m = ('x'):rep(1 << 18) for i = 1, 20 do print(m, m) end"),
    ("errors in deep recursion", "local function f() return 1 + f() end for i = 1, 3 do pcall(f) end f()"),
    ("errors in deep native recursion", "local function f() return pcall(f) end f() local function g(s) return s:gsub('.', g) end g('x')"),
    ("unwinding of many", "local function f(n) local x <close> = setmetatable({}, {__close = function() error(x) end}) if n > 0 then f(n - 1) end error({}) end for i = 1, 5 do pcall(f, 3000) end f(3000)"),
    ("unwinding inside of unwinding", "local m m = {__close = function() local y <close> = setmetatable({}, m) error({}) end} local x <close> = setmetatable({}, m) error({})"),
    ("metamethod chains", "local t = {} for i = 1, 1900 do t = setmetatable({}, {__index = t}) end for i = 1, 100 do pcall(function() return t.x end) end"),
    ("__index recursion", "local m m = {__index = function(t, k) return t[k .. 'x'] end} local t = setmetatable({}, m) pcall(function() return t.x end) return t.x"),
    ("rep", "for i = 1, 40 do pcall(string.rep, 'x', 1 << i, ('y'):rep(100)) end local s = ('x'):rep(600000) for i = 1, 20 do local t = s:rep(1) end local u = s:rep(3)"),
    ("reverse, upper, lower", "local s = ('x'):rep(600000) while true do s = s:reverse() s = s:upper() s = s:lower() end"),
    ("concatenation", "local s = ('x'):rep(300000) for i = 1, 20 do local t = s .. s .. 1 .. s .. 2.5 .. s end while true do s = s .. 'x' end"),
    ("concat", "local t = {} for i = 1, 400 do t[i] = ('x'):rep(1000) end for i = 1, 20 do local s = table.concat(t, ('y'):rep(100)) end while true do t[#t + 1] = t[1] table.concat(t) end"),
    ("format", "local s = ('x\\0\\n\"'):rep(100000) for i = 1, 20 do string.format('%s%q%.20f%99d%a', s, s, 1e300, 1, 0.1) end while true do s = string.format('%s%s', s, 'x') end"),
    ("a long format", "local f = ('%s%d%%'):rep(20000) for i = 1, 20 do pcall(string.format, f, 1, 2) end pcall(string.format, '%' .. ('0'):rep(300000) .. 'd', 1) pcall(string.format, '%10' .. ('x'):rep(300000))"),
    ("formatted floats", "for i = 1, 100000 do string.format('%99.99f', 1e308) end"),
    ("gsub", "local s = ('x'):rep(300000) for i = 1, 10 do s:gsub('x', 'y') s:gsub('x', {x = 'abc'}) s:gsub('', 'abc') end while true do s = s:gsub('^x', 'xx') end"),
    ("gsub with captures", "local s = ('xy'):rep(100000) for i = 1, 10 do s:gsub('(x)(y)', '%2%1%0%2%1') s:gsub('()', '%1') end s:gsub('x', ('%0'):rep(1000))"),
    ("patterns", "local s = ('x'):rep(300000) for i = 1, 10 do s:find('.-y') s:find('(x)-y') s:find('x*y') s:match('(.*)(.*)(.*)$') s:find(('x?'):rep(1000) .. 'y') end"),
    ("patterns with many choices", "local s = ('a'):rep(200000) for i = 1, 10 do pcall(string.find, s, '.-.-.-b') pcall(string.find, s, '%b()') pcall(string.match, s, ('(a-)'):rep(30) .. 'b') end"),
    ("a long pattern", "local p = ('[' .. ('a'):rep(200000) .. ']'):rep(1) for i = 1, 10 do ('b'):find(p) ('b'):gmatch(p)() pcall(string.find, 'x', ('('):rep(100000)) pcall(string.find, 'x', '[' .. ('a'):rep(100000)) end"),
    ("gmatch", "local s = ('x '):rep(100000) for i = 1, 3 do local t = {} for w in s:gmatch('%S+') do t[#t + 1] = w end end for w in s:gmatch('(()().)') do end"),
    ("split into characters", "local s = ('abcdefgh'):rep(30000) local t = {} for c in s:gmatch('....') do t[#t + 1] = c .. #t end while true do t[#t + 1] = 'x' .. #t end"),
    ("iterators that stay", "local t, s = {}, ('x'):rep(100) while true do local f = s:gmatch('x') f() t[#t + 1] = f end"),
    ("iterators with choices", "local t, s = {}, ('a'):rep(50) .. 'b' while true do local f = s:gmatch('a-a-a-a-a-a-a-a-a-a-a-a-b') f() t[#t + 1] = f end"),
    ("nested gsub with choices", "local s = ('a'):rep(50) .. 'b' local function f() return (s:gsub('a-a-a-a-a-a-a-a-a-a-a-a-b', f)) end f()"),
    ("iterators of pairs", "local t = {} while true do t[#t + 1] = {ipairs(t)} t[#t + 1] = {pairs(t)} t[#t + 1] = {utf8.codes('x')} end"),
    ("byte and char", "local s = ('x'):rep(100000) for i = 1, 10 do pcall(string.byte, s, 1, -1) pcall(function() return string.char(s:byte(1, 20000)) end) end"),
    ("pack", "local s = ('x'):rep(200000) for i = 1, 20 do string.pack('s4zs', s, s, s) string.unpack('s4', string.pack('s4', s)) pcall(string.pack, '!16' .. ('i16'):rep(10000), 1) pcall(string.pack, ('x'):rep(100000)) pcall(string.packsize, ('d'):rep(100000)) end"),
    ("packed numbers", "local f = ('j'):rep(50000) local t = {} for i = 1, 50000 do t[i] = i end for i = 1, 10 do pcall(function() return #string.pack(f, table.unpack(t)) end) pcall(function() return string.unpack(f, ('x'):rep(400000)) end) end"),
    ("utf8", "local s = ('\\u{7FFF}'):rep(60000) for i = 1, 10 do pcall(utf8.codepoint, s, 1, -1) pcall(utf8.len, s) pcall(function() return utf8.char(utf8.codepoint(s, 1, 60000)) end) for p, c in utf8.codes(s) do end end"),
    ("unpack", "local t = {} for i = 1, 60000 do t[i] = i end for i = 1, 20 do pcall(function() return select('#', table.unpack(t)) end) pcall(function() return {table.unpack(t)} end) pcall(table.pack, table.unpack(t)) end pcall(table.unpack, t, 1, 1e7)"),
    ("arguments", "local function f(...) return f(1, ...) end pcall(f) local function g(...) return g(..., ...) end pcall(g, 1) local t = {} local function h(...) t = {...} return h(1, 2, 3, 4, 5, 6, ...) end pcall(h)"),
    ("select", "local t = {} for i = 1, 50000 do t[i] = {} end local function f(...) for i = 1, 30 do local u = {select(i, ...)} end end pcall(f, table.unpack(t))"),
    ("sort", "local t = {} for i = 1, 50000 do t[i] = (i * 7919) % 50021 end for i = 1, 3 do table.sort(t) table.sort(t, function(a, b) return a > b end) end pcall(table.sort, t, function() error(('x'):rep(1 << 18)) end)"),
    ("a long sort", "local t = {} for i = 1, 150000 do t[i] = (i * 7919) % 150011 end table.sort(t, function(a, b) return a < b end)"),
    ("sort of what behaves like a table", "local t = setmetatable({}, {__len = function() return 1e9 end, __index = function(t, i) return -i end}) table.sort(t)"),
    ("move", "local t = {} for i = 1, 20000 do t[i] = i end for i = 1, 20 do table.move(t, 1, 20000, i * 10, {}) end table.move(t, 1, 20000, 20001)"),
    ("insert and remove", "local t = {} while true do for i = 1, 10 do table.insert(t, 1, {}) end for i = 1, 5 do table.remove(t, 1) end end"),
    ("next and pairs", "local t = {} for i = 1, 20000 do t[i .. ''] = i end for i = 1, 5 do for k in pairs(t) do t[k] = nil end for i = 1, 20000 do t[i .. 'x' .. i] = i end end"),
    ("tables that grow and shrink", "local t = {} while true do for i = 1, 100000 do t[i] = i end for i = 1, 100000 do t[i] = nil end end"),
    ("tables that move", "while true do local t = {} for i = 1, 50000 do t[i * 2] = i end for i = 50000, 1, -1 do t[i] = i end end"),
    ("hash tables", "local t, n = {}, 0 while true do n = n + 1 t[n * 1.5] = n end"),
    ("short strings", "local t, n = {}, 0 while true do n = n + 1 t[n] = 'string ' .. n end"),
    ("short strings that die", "local n = 0 while true do n = n + 1 local s = 'string ' .. n end"),
    ("strings from numbers", "for i = 1, 300000 do local s = tostring(i * 1.5) .. tostring(i) end for i = 1, 20 do pcall(tonumber, ('1'):rep(500000)) pcall(tonumber, ('z'):rep(500000), 36) pcall(tonumber, '0x' .. ('f'):rep(500000)) local x = pcall(math.tointeger, ('1'):rep(500000)) end"),
    ("a long numeral", "for i = 1, 20 do load('return ' .. ('1'):rep(300000)) load('return 0x' .. ('f'):rep(300000) .. '.8p1') load('return 1e' .. ('0'):rep(300000)) end"),
    ("numbers in strings", "local s = (' '):rep(300000) .. '1' for i = 1, 50 do local x = s + 1 local y = -s pcall(function() return ('x'):rep(300000) + 1 end) pcall(function() return s | 1 end) end"),
    ("wide sources", "for i = 1, 3 do load('return {' .. ('1,'):rep(200000) .. '}') load(('x = 1 '):rep(100000)) load(('local a '):rep(190) .. ('a = a '):rep(100000)) load('return ' .. ('a .. '):rep(50000) .. 'a') load('return ' .. ('a + '):rep(50000) .. 'a') end"),
    ("sources with constants", "local t = {} for i = 1, 50000 do t[i] = '\"s' .. i .. '\"' end load('return {' .. table.concat(t, ',') .. '}')  for i = 1, 50000 do t[i] = i .. '.5' end load('return {' .. table.concat(t, ',') .. '}')"),
    ("sources with functions", "load(('function f() end '):rep(20000)) load(('return function() '):rep(150) .. ('end '):rep(150)) load(('local function f() local a, b return function() return a, b end end '):rep(190))"),
    ("sources with jumps", "load(('if a then elseif b then end '):rep(20000)) load('if a then ' .. ('elseif b then '):rep(50000) .. 'end') load(('goto l '):rep(50000) .. '::l::') load(('while a do break end '):rep(30000)) load(('do goto a ::a:: end '):rep(30000))"),
    ("nested sources", "for _, p in ipairs {'(', '{', 'do ', 'f(', 'a[', '-', 'not ', 'function() ', 'a = {', 'return function() '} do load(p:rep(190)) load('return ' .. p:rep(190)) load(p:rep(100000)) load('return ' .. p:rep(100000)) end"),
    ("pieces of source", "local n = 0 load(function() n = n + 1 return n < 50000 and 'x = 1 ' or nil end) n = 0 load(function() n = n + 1 return '\"' .. ('x'):rep(n) end) pcall(load, function() return ('x'):rep(1 << 19) end)"),
    ("chunks that stay", "local t = {} while true do t[#t + 1] = load('local a, b, c = ... return function() return a, b, c, \"constant' .. #t .. '\" end', '=name ' .. #t) end"),
    ("chunks that die", "local n = 0 while true do n = n + 1 load('return function() return x' .. n .. ' end')() end"),
    ("coroutines that stay", "local t = {} while true do local co = coroutine.wrap(function(...) coroutine.yield(...) end) co(1, 2, 3) t[#t + 1] = co end"),
    ("coroutines that die", "while true do local co = coroutine.wrap(function(...) coroutine.yield(...) end) co(1, 2, 3) end"),
    ("coroutines that end", "while true do local co = coroutine.wrap(function(...) return ... end) co(1, 2, 3) end"),
    ("coroutines inside each other", "local function f(n) return coroutine.wrap(f)(n + 1) end for i = 1, 3 do pcall(f, 0) end f(0)"),
    ("coroutines with deep stacks", "local t = {} while true do local co = coroutine.create(function() local function f(n) if n == 0 then coroutine.yield() end return 1 + f(n - 1) end f(200) end) coroutine.resume(co) t[#t + 1] = co end"),
    ("coroutines with sequences", "local t = {} while true do local co = coroutine.create(function() table.sort({3, 2, 1}, function(a, b) coroutine.yield() return a < b end) end) coroutine.resume(co) t[#t + 1] = co end"),
    ("coroutines that wait in gsub", "local t = {} local s = ('x'):rep(100) while true do local co = coroutine.create(function() s:gsub('.', coroutine.yield) end) coroutine.resume(co) t[#t + 1] = co end"),
    ("coroutines that wait in pcall", "local t = {} while true do local co = coroutine.create(function() pcall(pcall, pcall, pcall, xpcall, coroutine.yield, print) end) coroutine.resume(co) t[#t + 1] = co end"),
    ("coroutines that wait in __close", "local t, m = {}, {__close = coroutine.yield} while true do local co = coroutine.create(function() local x <close> = setmetatable({}, m) error({}) end) coroutine.resume(co) t[#t + 1] = co end"),
    ("coroutines that wait in handlers", "local t = {} while true do local co = coroutine.create(function() xpcall(error, function() end) coroutine.yield() end) coroutine.resume(co) t[#t + 1] = co end"),
    ("wide transfers", "local t = {} for i = 1, 20000 do t[i] = i end local co = coroutine.wrap(function(...) while true do coroutine.yield(...) end end) for i = 1, 20 do pcall(co, table.unpack(t)) end"),
    ("variables to be closed", "local m = setmetatable({}, {__close = function() end}) local function f(n) local a <close>, b, c = m local d <close> = m local e <close> = m if n > 0 then f(n - 1) end end for i = 1, 5 do pcall(f, 10000) end f(1e6)"),
    ("to be closed in loops", "local m = setmetatable({}, {__close = function() end}) local function f(n) for x in next, {1}, nil, m do if n > 0 then f(n - 1) end end end pcall(f, 10000) f(1e6)"),
    ("messages in reverse", "local t = setmetatable({}, {__tostring = function() return ('x'):rep(1 << 19) end}) for i = 1, 20 do tostring(t) pcall(error, t) print(t) string.format('%s', t) pcall(string.format, '%d', t) end error(t)"),
    ("a table as error", "local t = {} for i = 1, 1000 do t[i] = {} end error(t)"),
    ("global names", "local n = 0 while true do n = n + 1 _G['global ' .. n] = n end"),
    ("metatables", "local t = {} while true do t[#t + 1] = setmetatable({}, {__index = t, ['__' .. #t] = 1}) end"),
    ("randomness", "for i = 1, 1e5 do math.random(1, 1e9) end math.randomseed(1)"),
    ("clocks", "if os and os.date then pcall(os.date, ('%c'):rep(100000)) pcall(os.date, ('x'):rep(500000)) pcall(os.date, '%' .. ('E'):rep(100000)) pcall(os.date, '*t') end"),
    ("debug", "if debug then local function f(n) if n > 0 then return 1 + f(n - 1) end return #debug.traceback(('x'):rep(1 << 18)) end for i = 1, 5 do pcall(f, 10000) end xpcall(f, debug.traceback, 1e9) end"),
    ("hooks", "if debug and debug.sethook then for i = 1, 1000 do local co = coroutine.create(function() end) debug.sethook(co, function() error(('x'):rep(1 << 18)) end, 'crl', 1) coroutine.resume(co) end end"),
    ("traceback of many", "if debug then local co = coroutine.create(function() local function f(n) if n == 0 then coroutine.yield() end return 1 + f(n - 1) end f(10000) end) coroutine.resume(co) for i = 1, 10 do debug.traceback(co) end end"),
    ("ways of failing", "local m = ('x'):rep(1 << 18) for i = 1, 10 do pcall(setmetatable, m) pcall(rawlen, 1) pcall(select, m) pcall(string.rep, m, m) pcall(('x').rep, 'x', m) pcall(load, 'x', m, m) pcall(tonumber, m, 99) pcall(collectgarbage, m) pcall(utf8.char, m) pcall(table.concat, {{}}, m) pcall(string.format, '%d', m) pcall(string.pack, m) pcall(math.random, m) pcall(math.floor, m) pcall(coroutine.resume, m) pcall(m) pcall(next, {}, m) pcall(coroutine.close, m) pcall(string.char, m) pcall(warn, {}) pcall(require, m) end"),
];

#[test]
fn temporaries_stay_within_limits() {
    check(TEMPORARIES, &[2 << 20, 13_000_000]);
}
