//! The allocator never gives more than the memory limit and 64 KiB, whatever a script does.

use allocation_counter::measure;
use piccolo::{Fuel, Limits, Step, Stop};

use crate::sandbox;

/// What the allocator may give beyond the limit.
const TOLERANCE: u64 = 64 << 10;

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
                let limits = Limits { memory, fuel: 25_000_000, catchable_memory: catchable, ..Limits::default() };
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
