//! Large objects are freed in pieces: no step of a run, nor of the end of a VM, gives the system back much at once, and
//! in the end nothing is left.
//!
//! Unsafe invariant: the allocator passes everything on to the system's and only counts.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use piccolo::{Fuel, Limits, Lua, Sandbox, Step, Stop, stdlib::Options};

/// What this thread has allocated, and the largest block that it has freed as a whole, or part of one that it has cut
/// off.
struct Counts {
    bytes: Cell<usize>,
    peak: Cell<usize>,
    most_freed: Cell<usize>,
    most_cut_off: Cell<usize>,
    /// The largest block that was made larger, which may move it.
    most_grown: Cell<usize>,
    /// All that was freed, in how many blocks, how often a part was cut off one, and what was allocated in small blocks.
    freed: Cell<usize>,
    cuts: Cell<usize>,
    blocks_freed: Cell<usize>,
    in_small_blocks: Cell<usize>,
}

thread_local! {
    static COUNTS: Counts = const {
        Counts {
            bytes: Cell::new(0),
            peak: Cell::new(0),
            most_freed: Cell::new(0),
            most_cut_off: Cell::new(0),
            most_grown: Cell::new(0),
            freed: Cell::new(0),
            cuts: Cell::new(0),
            blocks_freed: Cell::new(0),
            in_small_blocks: Cell::new(0),
        }
    };
}

impl Counts {
    fn add(&self, bytes: usize) {
        if bytes < LARGE {
            self.in_small_blocks.set(self.in_small_blocks.get() + bytes);
        }
        self.bytes.set(self.bytes.get().wrapping_add(bytes));
        if self.bytes.get() < usize::MAX / 2 {
            self.peak.set(self.peak.get().max(self.bytes.get()));
        }
    }

    fn subtract(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().wrapping_sub(bytes));
    }
}

struct Recording;

#[global_allocator]
static ALLOCATOR: Recording = Recording;

// SAFETY: all is passed on.
unsafe impl GlobalAlloc for Recording {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNTS.with(|counts| counts.add(layout.size()));
        // SAFETY: as the caller says.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        COUNTS.with(|counts| counts.add(layout.size()));
        // SAFETY: as the caller says.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        COUNTS.with(|counts| {
            counts.subtract(layout.size());
            counts.freed.set(counts.freed.get() + layout.size());
            counts.blocks_freed.set(counts.blocks_freed.get() + 1);
            counts.most_freed.set(counts.most_freed.get().max(layout.size()));
        });
        // SAFETY: as the caller says.
        unsafe { System.dealloc(start, layout) }
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNTS.with(|counts| {
            match size < layout.size() {
                // What gets smaller stays where it is.
                true => counts.subtract(layout.size() - size),
                false => {
                    counts.most_grown.set(counts.most_grown.get().max(layout.size()));
                    counts.add(size);
                    counts.subtract(layout.size());
                }
            }
            let cut_off = layout.size().saturating_sub(size);
            counts.freed.set(counts.freed.get() + cut_off);
            counts.cuts.set(counts.cuts.get() + usize::from(cut_off >= LARGE));
            counts.most_cut_off.set(counts.most_cut_off.get().max(cut_off));
        });
        // SAFETY: as the caller says.
        unsafe { System.realloc(start, layout, size) }
    }
}

/// The most that may be freed at once.
const MOST: usize = 1 << 20;

/// How many blocks a step of 10,000 units may free at most, and how often it may cut a part off a large one.
const MOST_BLOCKS: usize = 12_000;
const MOST_CUTS: usize = 8;

/// The memory of larger blocks is not in use as soon as they are allocated.
const LARGE: usize = 128 << 10;

/// Whether the system's allocator makes blocks smaller where they are; with others, blocks are freed as they are.
const FREES_IN_PIECES: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

/// Forgets what was freed up to here.
fn begin() {
    COUNTS.with(|counts| {
        counts.most_freed.set(0);
        counts.most_cut_off.set(0);
        counts.most_grown.set(0);
        counts.freed.set(0);
        counts.cuts.set(0);
        counts.blocks_freed.set(0);
        counts.in_small_blocks.set(0);
        counts.peak.set(counts.bytes.get());
    });
}

fn count(of: fn(&Counts) -> &Cell<usize>) -> usize {
    COUNTS.with(|counts| of(counts).get())
}

const MEMORY: usize = 256 << 20;

fn sandbox(memory: usize) -> Lua {
    let output = piccolo::stdlib::Output::discarding();
    let options = Options { output, seed: Some(1), ..Options::default() };
    let limits = Limits { fuel: u64::MAX, memory, ..Limits::default() };
    Lua::with_seed(1).into_sandbox(limits, &options).expect("memory is not limited yet")
}

/// Runs a script in slices; gives the fuel that it took.
fn run(lua: &mut Lua, source: &str, slice: u64) -> (Step, u64) {
    let run = lua.load(source).executor(()).expect("the script compiles");
    let mut used = 0;
    loop {
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&run, &mut fuel);
        used += fuel.used();
        if step != Step::OutOfFuel {
            return (step, used);
        }
    }
}

/// Scripts that make large objects and drop them.
const CHURNS: &[(&str, &str)] = &[
    ("strings", "for i = 1, 6 do local s = ('x'):rep(16 << 20) .. i end collectgarbage() collectgarbage()"),
    ("many strings", "local t = {} for i = 1, 60 do t[i] = ('x'):rep(600000 + i) end t = nil collectgarbage()"),
    ("replaced strings", "local s = ('x'):rep(1 << 20) for i = 1, 5 do s = s:gsub('^', '%0' .. s) end"),
    ("joined strings", "local t, s = {}, ('x'):rep(100000) for i = 1, 160 do t[i] = s end for i = 1, 3 do table.concat(t, i) end"),
    ("upper and lower", "local s = ('x'):rep(8 << 20) for i = 1, 3 do s = s:upper():lower():reverse() end"),
    ("lists", "for j = 1, 3 do local t = {} for i = 1, 1 << 20 do t[i] = i end end collectgarbage()"),
    ("fields", "for j = 1, 2 do local t = {} for i = 1, 300000 do t[i + 0.5] = i end end collectgarbage()"),
    ("removed fields", "local t = {} for i = 1, 300000 do t[i + 0.5] = i t[i - 1000 + 0.5] = nil end"),
    ("sorting", "local t = {} for i = 1, 300000 do t[i] = -i end table.sort(t) table.sort(t, function(a, b) return a > b end)
      local p = setmetatable({}, {__len = function() return 300000 end, __index = function(_, i) return i end, __newindex = function() end})
      table.sort(p)"),
    ("a sort that fails", "local t = {} for i = 1, 300000 do t[i] = i end t[300000] = 'x' pcall(table.sort, t) pcall(table.sort, t, error)"),
    ("stacks", "local function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end
      for i = 1, 3 do coroutine.wrap(f)(150000) end local co = coroutine.create(function() f(150000) coroutine.yield() end)
      coroutine.resume(co) co = nil collectgarbage()"),
    ("coroutines in deeply nested host functions", "local n local function c() n = n + 1
        if n > 15000 then coroutine.yield() end table.sort({1, 2, 3}, c) return true end
      for i = 1, 3 do n = 0 local co = coroutine.create(c) coroutine.resume(co) co = nil collectgarbage() end"),
    ("code", "local t = {} for i = 1, 100000 do t[i] = 'x = \"' .. i .. '\"' end
      for i = 1, 2 do local f = load(table.concat(t, ' '), '=code') f = nil collectgarbage() end"),
];

/// Runs a script in steps of 10,000 units. Gives how it ended, and the most blocks that a step has freed, and parts of
/// large ones.
fn most_freed(lua: &mut Lua, source: &str) -> (Step, usize, usize) {
    let run = lua.load(source).executor(()).expect("the script compiles");
    let (mut blocks, mut cuts) = (0, 0);
    loop {
        begin();
        let step = lua.step(&run, &mut Fuel::new(10_000));
        blocks = blocks.max(count(|counts| &counts.blocks_freed));
        cuts = cuts.max(count(|counts| &counts.cuts));
        if step != Step::OutOfFuel {
            return (step, blocks, cuts);
        }
    }
}

#[test]
fn no_step_frees_much_in_all() {
    for (name, source) in CHURNS {
        let (step, blocks, cuts) = most_freed(&mut sandbox(MEMORY), source);
        assert_eq!(step, Step::Returned, "{name}");
        assert!(blocks <= MOST_BLOCKS && cuts <= MOST_CUTS, "{name}: {blocks} blocks, {cuts} parts");
    }
}

/// Scripts that the memory limit stops.
const STOPPED: &[(&str, &str)] = &[
    ("a long text", "local s = ('x'):rep(10 << 20) local r = ('%s'):rep(9):format(s, s, s, s, s, s, s, s, s)"),
    ("nested host functions", "local n, t = 0, {} local function c() n = n + 1
        if n > 15000 then while true do t[#t + 1] = ('x'):rep(100000) .. #t end end table.sort({1, 2, 3}, c) return true end c()"),
    ("nested host functions in coroutines", "local n, t, wrap = 0, {}, coroutine.wrap local function c(l) n = n + 1
        if n > 15000 then while true do t[#t + 1] = ('x'):rep(100000) .. #t end end
        if n % 100 == 0 then wrap(c)() else table.sort({1, 2, 3}, c) end return true end c()"),
    ("host functions in many coroutines", "local n, t, wrap = 0, {}, coroutine.wrap local function c(l) n = n + 1
        if n > 15000 then while true do t[#t + 1] = ('x'):rep(100000) .. #t end end
        if n % 15 == 0 then wrap(c)() else table.sort({1, 2, 3}, c) end return true end c()"),
    ("an allocation in nested host functions", "local n = 0 local function c() n = n + 1
        if n > 15000 then n = ('x'):rep(1 << 30) end table.sort({1, 2, 3}, c) return true end c()"),
];

#[test]
fn a_run_that_is_stopped_is_freed_step_by_step() {
    for (name, source) in STOPPED {
        for catchable in [false, true] {
            let mut lua = sandbox(64 << 20);
            let limits =
                Limits { fuel: u64::MAX, memory: 64 << 20, catchable_memory: catchable, ..Limits::default() };
            lua.set_limits(limits);
            let (step, blocks, cuts) = most_freed(&mut lua, source);
            let expected = if catchable { Step::Failed } else { Step::Stopped(Stop::Memory) };
            assert_eq!(step, expected, "{name}");
            assert!(blocks <= MOST_BLOCKS && cuts <= MOST_CUTS, "{name}: {blocks} blocks, {cuts} parts");
            assert_eq!(run(&mut lua, "return 1", 10_000).0, Step::Returned, "{name}");
        }
    }
}

#[test]
fn no_step_frees_much_at_once() {
    let mut failures = Vec::new();
    for (name, source) in CHURNS {
        let mut lua = sandbox(MEMORY);
        let run = lua.load(source).executor(()).expect("the script compiles");
        let mut most = 0;
        loop {
            begin();
            let step = lua.step(&run, &mut Fuel::new(10_000));
            most = most.max(count(|counts| &counts.most_freed));
            if step != Step::OutOfFuel {
                assert_eq!(step, Step::Returned, "{name}: {:?}", lua.take::<()>(&run).err());
                break;
            }
        }
        let mut rest = lua.dismantle();
        begin();
        while !rest.step(&mut Fuel::new(10_000)) {}
        let most_in_the_end = count(|counts| &counts.most_freed).max(count(|counts| &counts.most_cut_off));
        assert!(rest.memory_used() < MOST, "{name}: {} bytes are left", rest.memory_used());
        if most.max(most_in_the_end) > MOST {
            failures.push(format!("{name}: {most} bytes at once, {most_in_the_end} in the end"));
        }
    }
    assert!(failures.is_empty() || !FREES_IN_PIECES, "{}", failures.join("\n"));
}

#[test]
fn what_is_sorted_is_not_moved_at_once() {
    const SOURCE: &str = "local n = 1 << 19
      local p = setmetatable({}, {__len = function() return n end, __index = function(_, i) return -i end,
        __newindex = function(_, i, x) assert(x == i - n - 1) end})
      table.sort(p)";
    let mut lua = sandbox(MEMORY);
    let run = lua.load(SOURCE).executor(()).expect("the script compiles");
    begin();
    while lua.step(&run, &mut Fuel::new(10_000)) == Step::OutOfFuel {}
    lua.take::<()>(&run).expect("it is sorted");
    let most = count(|counts| &counts.most_grown);
    assert!(most <= LARGE, "{most} bytes");
}

/// Scripts whose first line makes a long source `s` and whose second one loads it, with what becomes of it.
const LOADS: &[(&str, &str)] = &[
    ("code", "s = ('x = y + 1 '):rep(100000)
      load(s, '=s') s = nil"),
    ("constants", "s = {} for i = 1, 40000 do s[i] = 'x = \"a' .. i .. '\"' end s = table.concat(s, ' ')
      load(s, '=s') s = nil collectgarbage()"),
    ("labels", "local n = 0 s = ('::l@:: '):rep(60000):gsub('@', function() n = n + 1 return n end)
      load(s, '=s')"),
    ("gotos", "s = 'do ' .. ('goto a '):rep(200000) .. '::a:: end'
      load(s, '=s')"),
    ("a mistake at the end", "s = ('function f(a) local b = {a, \"b\"} end '):rep(30000) .. ' x = = '
      load(s, '=s')"),
    ("a label that is missing", "s = 'do ' .. ('goto a '):rep(100000) .. '::a:: end goto b'
      load(s, '=s')"),
    ("registers", "s = ('x = y + 1 '):rep(60000) .. 'return f(' .. ('a, '):rep(300) .. 'a)'
      load(s, '=s')"),
    ("functions inside functions", "s = ('f = ' .. ('function() x = 1 return '):rep(50) .. '1' .. (' end'):rep(50) .. ' '):rep(600) .. 'x = ='
      load(s, '=s')"),
    ("a reader that fails", "s = ('x = y + 1 function f() local a, b = c(1) end '):rep(1000)
      local n = 0 pcall(load, function() n = n + 1 if n > 40 then error('x') end return s end)"),
    ("a coroutine that is forgotten", "s = ('x = y + 1 function f() local a, b = c(1) end '):rep(1000)
      local n = 0 local co = coroutine.wrap(function() load(function() n = n + 1 if n > 40 then coroutine.yield() end return s end) end) co()
      co = nil collectgarbage()"),
    ("a coroutine that is closed", "s = ('x = y + 1 function f() local a, b = c(1) end '):rep(1000)
      local n = 0 local co = coroutine.create(function() load(function() n = n + 1 if n > 40 then coroutine.yield() end return s end) end)
      coroutine.resume(co) coroutine.close(co)"),
    ("too little memory", "s = ('x = y + 1 function f() local a, b = c(1) end '):rep(1000)
      load(function() return s end)"),
    ("a long string", "s = 'x = [[' .. ('y'):rep(6 << 20) .. ']]'
      load(s, '=s') s = nil"),
    ("a long name", "s = 'x = ' .. ('y'):rep(6 << 20)
      load(s) s = nil"),
];

#[test]
fn no_step_of_a_compilation_allocates_or_frees_much() {
    /// The most bytes, and blocks, in a step of 10,000 units.
    const BYTES: usize = 6 << 20;
    const BLOCKS: usize = 20_000;
    let mut failures = Vec::new();
    for (name, source) in LOADS {
        let (making, loading) = source.split_once('\n').expect("there are two lines");
        let mut lua = sandbox(48 << 20);
        lua.load(making).exec().expect("there is memory for the source");
        let run = lua.load(loading).executor(()).expect("the script compiles");
        let (mut freed, mut blocks, mut allocated) = (0, 0, 0);
        let mut rest = 20;
        while rest > 0 {
            begin();
            // Even when it is over, something may be left of it.
            if lua.step(&run, &mut Fuel::new(10_000)) != Step::OutOfFuel {
                rest -= 1;
            }
            freed = freed.max(count(|counts| &counts.freed));
            blocks = blocks.max(count(|counts| &counts.blocks_freed));
            allocated = allocated.max(count(|counts| &counts.in_small_blocks));
        }
        println!("{name}: freed {freed} in {blocks} blocks, allocated {allocated}");
        if freed.max(allocated) > BYTES || blocks > BLOCKS {
            failures.push(format!("{name}: freed {freed} in {blocks} blocks, allocated {allocated}"));
        }
    }
    assert!(failures.is_empty() || !FREES_IN_PIECES, "{}", failures.join("\n"));
}

#[test]
fn limits_hold_while_a_compilation_is_dropped() {
    const LIMIT: usize = 24 << 20;
    for (name, source) in LOADS {
        for slice in [10_000, u64::MAX] {
            begin();
            let before = count(|counts| &counts.bytes);
            let mut lua = sandbox(LIMIT);
            // Once more while what is left of the first one waits.
            run(&mut lua, source, slice);
            run(&mut lua, source, slice);
            let excess = count(|counts| &counts.peak) - before;
            assert!(excess <= LIMIT + (64 << 10), "{name}: {excess} bytes, {slice} units per step");
            drop(lua);
            let left = count(|counts| &counts.bytes).saturating_sub(before);
            assert!(left <= 4 << 10, "{name}: {left} bytes are left");
        }
    }
}

#[test]
fn a_step_frees_few_pieces() {
    let mut lua = sandbox(MEMORY);
    run(&mut lua, "s = ('x'):rep(32 << 20)", 10_000);
    lua.load("s = nil").exec().expect("it is a plain script");
    let mut rest = lua.dismantle();
    let mut steps = 0;
    loop {
        let before = rest.memory_used();
        let is_done = rest.step(&mut Fuel::new(10_000));
        assert!(before - rest.memory_used() <= 4 * MOST || !FREES_IN_PIECES);
        steps += 1;
        if is_done {
            break;
        }
    }
    assert!(steps > 10 || !FREES_IN_PIECES, "{steps} steps");
}

#[test]
fn slices_of_any_length_take_the_same_fuel() {
    for (name, source) in CHURNS {
        let fuel = [u64::MAX, 100_000, 3_001].map(|slice| run(&mut sandbox(MEMORY), source, slice));
        assert!(fuel.iter().all(|taken| *taken == fuel[0]), "{name}: {fuel:?}");
    }
}

#[test]
fn what_is_not_freed_yet_counts_as_in_use() {
    let before = count(|counts| &counts.bytes);
    for (name, source) in CHURNS {
        let mut lua = sandbox(MEMORY);
        let run = lua.load(source).executor(()).expect("the script compiles");
        while lua.step(&run, &mut Fuel::new(10_000)) == Step::OutOfFuel {
            let (used, present) = (lua.memory_used(), count(|counts| &counts.bytes) - before);
            // What is charged may still have to be allocated; the collector's own list does not count.
            assert!(present <= used + used / 20 + (128 << 10), "{name}: {used} of {present} bytes");
        }
    }
}

#[test]
fn limits_hold_while_memory_waits_to_be_freed() {
    const LIMIT: usize = 24 << 20;
    for (name, source) in CHURNS.iter().chain(&[
        ("growing strings", "local s = 'x' while true do s = s .. s end"),
        ("growing replacements", "local s = ('x'):rep(1000) while true do s = s:gsub('^', s) end"),
        ("growing lists", "local t = {} while true do t[#t + 1] = #t end"),
        ("long strings", "local t = {} for i = 1, 100 do t[i % 2 + 1] = ('x'):rep(6000000 + i) end"),
    ]) {
        for slice in [10_000, u64::MAX] {
            begin();
            let before = count(|counts| &counts.bytes);
            let mut lua = sandbox(LIMIT);
            run(&mut lua, source, slice);
            let excess = count(|counts| &counts.peak) - before;
            assert!(excess <= LIMIT + (64 << 10), "{name}: {excess} bytes, {slice} units per step");
            drop(lua);
            let left = count(|counts| &counts.bytes).saturating_sub(before);
            assert!(left <= 4 << 10, "{name}: {left} bytes are left");
        }
    }
}

#[test]
fn a_vm_that_is_dropped_leaves_nothing() {
    let before = count(|counts| &counts.bytes);
    for (_, source) in CHURNS {
        let mut lua = sandbox(MEMORY);
        let run = lua.load(source).executor(()).expect("the script compiles");
        for _ in 0..300 {
            lua.step(&run, &mut Fuel::new(10_000));
        }
        drop(lua);
    }
    let left = count(|counts| &counts.bytes).saturating_sub(before);
    assert!(left <= 4 << 10, "{left} bytes");
}
