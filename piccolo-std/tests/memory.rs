//! Memory limits: garbage is collected before they count as exceeded; large tables are traced piece by piece; a VM is
//! freed piece by piece.

use piccolo_core::{
    exec::{executor::Step, fuel::Fuel},
    lua::Lua,
    object::error::Stop,
};
use piccolo_std::Options;

const LIMIT: usize = 64 << 20;

fn vm() -> Lua {
    let mut lua = Lua::new();
    assert!(
        lua.enter(|ctx| piccolo_std::load(ctx, &Options { seed: Some(1), ..Options::default() }).is_ok())
    );
    lua
}

/// Runs a program in slices. Gives how it ended, and the fuel it took.
fn run(lua: &mut Lua, source: &str, slice: u64) -> (Step, u64) {
    let executor = lua.load(source).name("=input").executor(()).expect("the program compiles");
    let mut used = 0;
    loop {
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&executor, &mut fuel);
        used += fuel.used();
        if step.is_finished() {
            if step == Step::Failed {
                panic!("{}", lua.take::<()>(&executor).unwrap_err());
            }
            return (step, used);
        }
    }
}

#[track_caller]
fn check_runs_within_limit(source: &str) {
    let outcomes = [1000, u64::MAX].map(|slice| {
        let mut lua = vm();
        lua.set_memory_limit(LIMIT);
        run(&mut lua, source, slice)
    });
    assert_eq!(outcomes[0].0, Step::Returned, "{source}");
    assert_eq!(outcomes[0], outcomes[1]);
}

#[test]
fn garbage_is_collected_before_the_limit_counts() {
    check_runs_within_limit("for i = 1, 100 do local s = ('x'):rep(2e7) end");
    check_runs_within_limit(
        "local keep = ('y'):rep(3e7)
         for i = 1, 20 do local s = ('x'):rep(2e7) end
         for i = 1, 20 do local s = keep:sub(1, 2e7) end
         for i = 1, 20 do local s = keep:sub(1, 5e6):upper() .. i end
         for i = 1, 20 do local s = table.concat({keep:sub(1, 5e6), 'x'}) end
         for i = 1, 20 do local s = string.format('%s', keep:sub(1, 5e6)) end
         for i = 1, 20 do local s = keep:sub(1, 1e6):gsub('y', 'zz') end",
    );
    check_runs_within_limit(
        "local keep = ('y'):rep(2e7)
         for i = 1, 20 do local t = {} for j = 1, 4e5 do t[j] = j end end
         for i = 1, 20 do local t = {} for j = 1, 1e5 do t['k' .. j] = j end end
         for i = 1, 20 do local t = {} for j = 1, 4e5 do table.insert(t, j) end end
         for i = 1, 20 do local t = {} for j = 1, 1e5 do rawset(t, -j, j) end end
         for i = 1, 20 do local t = table.pack(table.unpack({}, 1, 2e5)) end
         for i = 1, 20 do local t = {} for j = 1, 1e5 do t[j] = -j end table.sort(t) end",
    );
    check_runs_within_limit(
        "local keep = ('y'):rep(3e7)
         local function deep(n) if n > 0 then return 1 + deep(n - 1) end return 0 end
         for i = 1, 10 do local s = ('x'):rep(2e7) local n = coroutine.wrap(deep)(100000) assert(n == 100000) end",
    );
}

#[test]
fn a_live_heap_near_the_limit_does_not_thrash() {
    let mut lua = vm();
    lua.set_memory_limit(LIMIT);
    let source = "kept = 0 local t = {} for i = 1, 1e9 do t[i] = {i} kept = i end";
    let (step, used) = run(&mut lua, source, 10_000);
    assert_eq!(step, Step::Stopped(Stop::Memory));
    let kept: i64 = lua.load("return kept").eval().expect("it runs");
    let (step, unlimited) = run(&mut vm(), &source.replace("1e9", &kept.to_string()), 10_000);
    assert_eq!(step, Step::Returned);
    assert!(used < unlimited * 3 / 2, "{used} units for {kept} tables, {unlimited} without a limit");
    // What the run leaves is garbage for the next one.
    let (step, _) = run(&mut lua, "local t = {} for i = 1, 1e5 do t[i] = {i} end", 10_000);
    assert_eq!(step, Step::Returned);
}

#[test]
fn a_host_function_is_called_once_though_memory_is_short() {
    use piccolo_core::object::{
        callback::{Action, Callback},
        table::Table,
    };
    let mut lua = vm();
    lua.set_memory_limit(LIMIT);
    lua.enter(|ctx| {
        let calls = Table::new(ctx);
        let greedy = Callback::with_captures(ctx, calls, |calls, ctx, _| {
            calls.raw_set_integer(ctx, calls.raw_len() + 1, piccolo_core::object::value::Value::True)?;
            ctx.memory().charge(LIMIT)?;
            Ok(Action::Return)
        });
        ctx.set_global("calls", calls).and_then(|()| ctx.set_global("greedy", greedy)).is_ok()
    });
    assert_eq!(run(&mut lua, "greedy()", 10_000).0, Step::Stopped(Stop::Memory));
    assert_eq!(lua.load("return #calls").eval::<i64>().expect("it runs"), 1);
}

/// Stores into large tables of all kinds between steps of the collector, and checks what is in them.
#[test]
fn large_tables_keep_what_they_hold() {
    let source = "
        local random, size = math.random, 6000
        local list, fields, weak, model = {}, {}, setmetatable({}, {__mode = 'v'}), {}
        collectgarbage('stop')
        for round = 1, 400 do
          for i = 1, 300 do
            local k = random(size)
            local v = {k .. ':' .. round .. 'a string that is too long to be interned, as it has many bytes'}
            list[k] = v[1] == nil and v or v
            fields['f' .. k] = v
            fields[{}] = nil
            weak[k] = v
            model[k] = v[1] .. ''
            if i % 7 == 0 then
              local g = random(size)
              list[g], fields['f' .. g], model[g] = nil, nil, nil
            end
          end
          if round % 50 == 0 then size = size + 2000 end
          if round % 90 == 0 then
            local copy, other = {}, {}
            for k, v in pairs(list) do copy[k] = v end
            for k, v in pairs(fields) do other[k] = v end
            list, fields = copy, other
          end
          collectgarbage('step', random(20))
        end
        collectgarbage()
        local n = 0
        for k, text in pairs(model) do
          n = n + 1
          assert(list[k][1] == text and fields['f' .. k] == list[k] and weak[k] == list[k])
        end
        for k, v in pairs(list) do assert(model[k] == v[1]) n = n - 1 end
        assert(n == 0)
        for k, v in pairs(weak) do assert(list[k] == v) end
        local names = {}
        for i = 1, 30000 do names[i] = 'name' .. i % 20000 if i % 100 == 0 then collectgarbage('step', 1) end end
        for i = 1, 30000 do assert(names[i] == 'name' .. i % 20000 and #names[i] <= 9) end
        local set = {}
        for i = 1, 30000 do set[names[i]] = i end
        for i = 0, 19999 do assert(set['name' .. i]) end";
    for slice in [500, u64::MAX] {
        assert_eq!(run(&mut vm(), source, slice).0, Step::Returned);
    }
}

#[test]
fn a_vm_is_freed_step_by_step() {
    let mut lua = vm();
    let source = "
        list, names, weak = {}, {}, setmetatable({}, {__mode = 'k'})
        for i = 1, 200000 do list[i] = {i, 'text' .. i} end
        for i = 1, 1000 do weak[list[i]] = setmetatable({}, {__gc = function() error('not called') end}) end
        thread = coroutine.wrap(function() local t <const> = {} coroutine.yield() return t end) thread()";
    assert_eq!(run(&mut lua, source, u64::MAX).0, Step::Returned);
    let used = lua.memory_used();
    let mut rest = lua.dismantle();
    let mut steps = 0;
    let mut before = used;
    while !rest.step(&mut Fuel::new(10_000)) {
        steps += 1;
        let left = rest.memory_used();
        assert!(before - left < used / 4, "one step freed {} bytes", before - left);
        before = left;
    }
    assert!(steps > 20, "{steps} steps");
    assert!(rest.memory_used() < used / 50, "{} of {used} bytes are left", rest.memory_used());
}

#[test]
fn a_deep_list_is_dropped_on_a_small_stack() {
    let work = || {
        let mut lua = vm();
        let source = "
            list = nil for i = 1, 300000 do list = {next = list} end
            closures = nil for i = 1, 100000 do local f = closures closures = function() return f end end
            threads = nil
            for i = 1, 10000 do local t = threads threads = coroutine.wrap(function() return t end) end";
        assert_eq!(run(&mut lua, source, u64::MAX).0, Step::Returned);
        lua.collect_garbage();
        drop(lua);
    };
    std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("no overflow");
}

#[test]
fn deep_stacks_keep_what_they_hold() {
    let source = "
        local function garbage() for i = 1, 300 do local t = {i} end end
        local function fall(n, inside)
            local list, text, double = {n}, 'text ' .. n, function() return n * 2 end
            if n > 0 then fall(n - 1, inside) else inside() end
            if n % 500 == 0 then garbage() end
            assert(list[1] == n and text == 'text ' .. n and double() == n * 2)
        end
        fall(20000, function() for i = 1, 100 do garbage() end collectgarbage() end)
        -- Suspended at the bottom, alone.
        local deep = coroutine.wrap(function() fall(20000, coroutine.yield) return 'up' end)
        deep() collectgarbage() for i = 1, 100 do garbage() end collectgarbage()
        -- What is stored from elsewhere, between collections.
        local set
        local outer = coroutine.wrap(function()
            local kept = {}
            set = function(value) kept = value end
            fall(20000, coroutine.yield)
            return kept
        end)
        outer()
        for i = 1, 50 do collectgarbage('step') set({i}) garbage() end
        collectgarbage()
        assert(outer()[1] == 50)
        assert(deep() == 'up')
        -- Reached only from what is finalized.
        local found
        do
            local only = coroutine.wrap(function() fall(20000, coroutine.yield) return 'found' end)
            only()
            setmetatable({}, {__gc = function() found = only end})
        end
        collectgarbage() collectgarbage()
        assert(found() == 'found')";
    let outcomes = [700, u64::MAX].map(|slice| run(&mut vm(), source, slice));
    assert_eq!(outcomes[0].0, Step::Returned);
    assert_eq!(outcomes[0], outcomes[1]);
}

#[test]
fn deep_stacks_are_gone_through_in_pieces() {
    let source = "
        local function fall(n) local t = {} if n > 0 then fall(n - 1) end return t end
        fall(190000)
        local co = coroutine.wrap(function() fall(150000) coroutine.yield() end) co()
        local function hold(n) if n > 0 then local t = hold(n - 1) return t end for i = 1, 1000 do local t = {} end end
        for i = 1, 5 do hold(190000) end";
    let mut lua = vm();
    let executor = lua.load(source).executor(()).expect("the program compiles");
    let mut most = 0;
    loop {
        let mut fuel = Fuel::new(10_000);
        let step = lua.step(&executor, &mut fuel);
        most = most.max(fuel.used());
        if step.is_finished() {
            assert_eq!(step, Step::Returned);
            break;
        }
    }
    assert!(most < 28_000, "a step took {most} units");
}
