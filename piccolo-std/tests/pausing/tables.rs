use piccolo_core::{
    exec::{
        executor::{StashedExecutor, Step},
        fuel::Fuel,
    },
    lua::Lua,
    object::{table::Table, value::Value},
};
use piccolo_std::Options;

use super::run::{SLICE, expect, run};

#[test]
fn items_are_moved_in_pieces() {
    let list = "local t = {} for i = 1, 300000 do t[i] = i end ";
    let check = |source: &str, expected: &str| expect(&format!("{list}{source}"), expected);
    check("table.insert(t, 1, 0) print(#t, t[1], t[2], t[300001])", "300001\t0\t1\t300000");
    check("print(table.remove(t, 1), #t, t[1], t[299999])", "1\t299999\t2\t300000");
    check("table.move(t, 1, 300000, 2) print(#t, t[1], t[2], t[300001])", "300001\t1\t1\t300000");
    check("print(#table.move(t, 1, 300000, 1, {}))", "300000");
    check("print(select('#', table.unpack(t)), (select(299999, table.unpack(t))))", "300000\t299999");
    check("print(table.pack(table.unpack(t)).n, select(-1, table.unpack(t)))", "300000\t300000");
    check("print(#table.concat(t), #table.concat(t, ', '))", "1688895\t2288893");
}

#[test]
fn long_lists_are_sorted_in_pieces() {
    let check = |items: &str, rest: &str, expected: &str| {
        expect(&format!("local t = {{}} for i = 1, 50000 do t[i] = {items} end {rest}"), expected);
    };
    let ends = "table.sort(t) print(t[1], t[25000], t[50000])";
    check("i * 7919 % 50021", ends, "1\t25009\t50020");
    check("i * 7919 % 50021 + 0.5", ends, "1.5\t25009.5\t50020.5");
    check("('%05d'):format(i * 7919 % 50021)", ends, "00001\t25009\t50020");
    check("i", "table.sort(t, function(a, b) return a > b end) print(t[1], t[50000])", "50000\t1");
    expect(
        "local t = {} for i = 1, 100 do t[i] = ('x'):rep(20000) .. i end table.sort(t) print(#t[1], #t[100])",
        "20001\t20002",
    );
}

#[test]
fn lying_lengths_take_fuel_only() {
    let list = "local t = setmetatable({}, {__len = function() return 60000 end}) ";
    let check = |source: &str, expected: &str| expect(&format!("{list}{source}"), expected);
    check("table.insert(t, 1, 'x') print(t[1])", "x");
    check("print(table.remove(t, 1))", "nil");
    check("print(select('#', table.unpack(t)))", "60000");
    let strings = "local t = setmetatable({}, {__len = function() return 60000 end, __index = function() return 'x' end}) ";
    expect(&format!("{strings}print(#table.concat(t))"), "60000");
    expect(&format!("{strings}table.sort(t) print(rawget(t, 1))"), "x");
    expect(&format!("{strings}print(#table.concat(table.move(t, 1, 60000, 1, {{}})))"), "60000");
}

#[test]
fn long_lists_are_made_of_results_in_pieces() {
    let values = "local t = {} for i = 1, 100000 do t[i] = i end t[50000] = nil";
    expect(
        &format!(
            "{values} local c = {{'first', table.unpack(t, 1, 100000)}} print(#c, c[1], c[2], c[9000], c[50001], c[100001])"
        ),
        "100001\tfirst\t1\t8999\tnil\t100000",
    );
    expect(
        "local c = {string.byte(('ab'):rep(50000), 1, -1)} print(#c, c[1], c[99999], c[100000])",
        "100000\t97\t97\t98",
    );
    expect(
        &format!(
            "{values} local c = coroutine.wrap(function(...) local c = {{...}} coroutine.yield() return #c, c[1], c[100000] end)
             c(table.unpack(t, 1, 100000)) print(c())"
        ),
        "100000\t1\t100000",
    );
}

#[test]
fn the_greatest_of_many_values_is_found_in_pieces() {
    let values = "local t = {} for i = 1, 100000 do t[i] = i * 7919 % 100003 end";
    expect(&format!("{values} print(math.max(table.unpack(t)), math.min(table.unpack(t)))"), "100002\t1");
}

#[test]
fn items_are_moved_to_the_least_of_integers() {
    let source = "for i = 1, 2000 do table.move({1, 2}, 1, 2, math.mininteger, {}) end
        local t = table.move({[math.mininteger] = 'a'}, math.mininteger, math.mininteger, math.mininteger, {})
        print(t[math.mininteger])";
    expect(source, "a");
}

#[test]
fn long_lists_grow_in_pieces() {
    expect(
        "local t = {} for i = 1, 300000 do t[i] = {} end t = nil
         local u, v = {}, {} for i = 1, 200000 do u[#u + 1] = {i} if i > 1000 then v[i - 1000] = i end end
         print(#u, #v, u[1][1], u[65537][1], u[200000][1], v[199000])",
        "200000\t199000\t1\t65537\t200000\t200000",
    );
    expect("local t = {} for i = 1, 200000 do table.insert(t, i) end print(#t, t[70000])", "200000\t70000");
    expect("local t = {} for i = 1, 200000 do rawset(t, i, i) end print(#t, t[140000])", "200000\t140000");
    expect(
        "local t = setmetatable({}, {__mode = 'v'}) for i = 1, 200000 do t[i] = i % 2 == 0 and i or {} end
         collectgarbage() local n = 0 for _ in pairs(t) do n = n + 1 end print(n, t[131074])",
        "100000\t131074",
    );
}

fn vm() -> Lua {
    let mut lua = Lua::new();
    lua.try_enter(|ctx| piccolo_std::load(ctx, &Options { seed: Some(1), ..Options::default() }))
        .expect("there is memory");
    lua
}

#[test]
fn the_host_finds_lists_that_grow_as_they_are() {
    let mut lua = vm();
    let source = "list = {} for i = 1, 150000 do list[i] = {i} end";
    let executor = lua.load(source).executor(()).expect("the program compiles");
    let (mut steps, mut len) = (0, 0);
    while lua.step(&executor, &mut Fuel::new(1500)) == Step::OutOfFuel {
        steps += 1;
        lua.try_enter(|ctx| {
            let Value::Table(list) = ctx.globals().get::<Value>(ctx, "list")? else { return Ok(()) };
            let now = list.raw_len();
            assert!(now >= len, "{now} after {len}");
            len = now;
            if now > 0 {
                let replaced = Table::new(ctx);
                replaced.raw_set_integer(ctx, 1, Value::Integer(-steps))?;
                list.raw_set_integer(ctx, (now + 1) / 2, Value::Table(replaced))?;
                let last: Table = list.get(ctx, now)?;
                assert_eq!(last.raw_get_integer(1).as_integer(), Some(now));
            }
            Ok(())
        })
        .expect("it has the list");
        if steps % 100 == 0 {
            lua.collect_garbage();
        }
    }
    let check = "local old, new = 0, 0
        for i = 1, #list do if list[i][1] == i then old = old + 1 elseif list[i][1] < 0 then new = new + 1 end end
        return #list, old + new, new > 500";
    assert_eq!(lua.load(check).eval::<(i64, i64, bool)>().expect("it is a list"), (150_000, 150_000, true));
}

/// A VM, and a run of a program whose list and stack get long.
fn growing() -> (Lua, StashedExecutor) {
    let mut lua = vm();
    // What the collector does where the host enters is not the run's.
    let source = "collectgarbage('stop') local list = {} for i = 1, 140000 do list[i] = i end
        local function sum(n) if n > 0 then return n + sum(n - 1) end return 0 end
        for i = 1, 2 do coroutine.wrap(sum)(60000) end";
    let executor = lua.load(source).executor(()).expect("the program compiles");
    (lua, executor)
}

/// Runs that with a look at the VM after each step; gives the fuel that it takes.
fn fuel_of_growing(slice: u64, mut between: impl FnMut(&mut Lua)) -> u64 {
    let (mut lua, executor) = growing();
    let mut used = 0;
    loop {
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&executor, &mut fuel);
        used += fuel.used();
        if step.is_finished() {
            return used;
        }
        between(&mut lua);
    }
}

#[test]
fn what_grows_costs_the_same_if_the_host_enters_meanwhile() {
    let whole = fuel_of_growing(u64::MAX, |_| {});
    assert_eq!(fuel_of_growing(1000, |_| {}), whole);
    assert_eq!(fuel_of_growing(1000, |lua| lua.enter(|_| ())), whole);
}

#[test]
fn what_grows_is_forgotten_with_its_run() {
    let (mut lua, executor) = growing();
    lua.step(&executor, &mut Fuel::new(100));
    lua.cancel(&executor);
    drop(executor);
    lua.collect_garbage();
    let before = lua.memory_used();
    for steps in (0..1200).step_by(7) {
        let (mut lua, executor) = growing();
        for _ in 0..steps {
            lua.step(&executor, &mut Fuel::new(1500));
        }
        lua.cancel(&executor);
        drop(executor);
        lua.collect_garbage();
        let used = lua.memory_used();
        assert!(used < before + 4096, "{used} after {steps} steps, {before} before");
    }
}

#[test]
fn what_grows_is_paid_for_by_its_run() {
    let (mut lua, growing) = growing();
    let mut other = lua.load("while true do end").executor(()).expect("the program compiles");
    let (mut used, mut others) = (0, Vec::new());
    loop {
        let mut fuel = Fuel::new(1000);
        let step = lua.step(&growing, &mut fuel);
        used += fuel.used();
        if step.is_finished() {
            break;
        }
        let mut fuel = Fuel::new(1000);
        assert_eq!(lua.step(&other, &mut fuel), Step::OutOfFuel);
        others.push(fuel.used());
        if others.len() % 100 == 0 {
            lua.cancel(&other);
            other = lua.load("while true do end").executor(()).expect("the program compiles");
        }
    }
    assert_eq!(used, fuel_of_growing(u64::MAX, |_| {}));
    assert!(others.iter().all(|used| *used < 1100), "{:?}", others.iter().max());
}

#[test]
fn values_that_are_moved_to_far_keys_are_charged_as_they_are_moved() {
    let source = "local t = {} for i = -20000, -1 do t[i] = i end
        for i = 1, 3 do t = table.move(t, -20000, -1, -20000, {}) end print(t[-20000], t[-1])";
    let report = run(source, SLICE, u64::MAX, 1 << 30);
    assert_eq!(report.text.trim_end(), "-20000\t-1");
    assert!(report.most < 4 * SLICE, "a step took {} units", report.most);
    assert_eq!(report.used, run(source, u64::MAX, u64::MAX, 1 << 30).used);
}
