//! Weak tables and objects with finalizers, many of them: the collector deals with them in pieces, however a run is
//! sliced, and gets them right.

use piccolo_core::{
    exec::{executor::Step, fuel::Fuel},
    lua::Lua,
    object::{table::Table, value::Value},
};
use piccolo_std::Options;

fn vm() -> Lua {
    let mut lua = Lua::new();
    assert!(
        lua.enter(|ctx| piccolo_std::load(ctx, &Options { seed: Some(1), ..Options::default() }).is_ok())
    );
    lua
}

/// Runs a program in slices, with a look at the VM between them. Gives the fuel that it took, and the most that one
/// slice did.
fn run(lua: &mut Lua, source: &str, slice: u64, mut between: impl FnMut(&mut Lua)) -> (u64, u64) {
    let executor = lua.load(source).name("=input").executor(()).expect("the program compiles");
    let (mut used, mut most) = (0, 0);
    loop {
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&executor, &mut fuel);
        used += fuel.used();
        most = most.max(fuel.used());
        match step {
            Step::OutOfFuel => between(lua),
            Step::Returned => return (used, most),
            Step::Failed => panic!("{}", lua.take::<()>(&executor).unwrap_err()),
            step => panic!("{step:?}"),
        }
    }
}

/// What is run when the tables are there: garbage is made, and collected as it comes, and at last all of it.
const COLLECT: &str = "for i = 1, 300000 do local t = {i} end collectgarbage()";

/// Makes tables, and collects garbage in slices of several sizes: with equal fuel, and none does much more than it should.
/// Then another program finds out whether all is right.
#[track_caller]
fn check(source: &str, verify: &str) {
    let [small, large, whole] = [700, 10_000, u64::MAX].map(|slice| {
        let mut lua = vm();
        run(&mut lua, "collectgarbage('stop')", u64::MAX, |_| {});
        run(&mut lua, source, u64::MAX, |_| {});
        run(&mut lua, "collectgarbage('restart')", u64::MAX, |_| {});
        let fuel = run(&mut lua, COLLECT, slice, |_| {});
        run(&mut lua, verify, slice, |_| {});
        fuel
    });
    assert!(large.1 < 20_000, "a step took {} units", large.1);
    assert_eq!((small.0, large.0), (whole.0, whole.0));
}

#[test]
fn weak_keys() {
    check(
        "weak, kept = setmetatable({}, {__mode = 'k'}), {}
         for i = 1, 1000000 do
             local key = {i}
             weak[key] = i
             if i % 1000 == 0 then kept[#kept + 1] = key end
         end",
        "local count = 0
         for key, value in pairs(weak) do assert(key[1] == value) count = count + 1 end
         assert(count == 1000)
         for i, key in ipairs(kept) do assert(weak[key] == i * 1000) end
         kept = nil collectgarbage() assert(next(weak) == nil)",
    );
}

#[test]
fn weak_values() {
    check(
        "list, fields = setmetatable({}, {__mode = 'v'}), setmetatable({}, {__mode = 'v'})
         kept = {}
         for i = 1, 500000 do
             local value = {i}
             list[i], fields['f' .. i] = value, value
             if i % 1000 == 0 then kept[#kept + 1] = value end
         end",
        "local count = 0
         for i, value in pairs(list) do assert(value[1] == i and fields['f' .. i] == value) count = count + 1 end
         for key, value in pairs(fields) do assert(key == 'f' .. value[1]) count = count + 1 end
         assert(count == 1000)
         for i, value in ipairs(kept) do assert(list[i * 1000] == value) end
         kept = nil collectgarbage() assert(next(list) == nil and next(fields) == nil)",
    );
}

#[test]
fn ephemerons() {
    check(
        "weak, kept = setmetatable({}, {__mode = 'k'}), {}
         for i = 1, 300000 do
             local key = {i}
             weak[key] = {key, 'text ' .. i}
             if i % 300 == 0 then kept[#kept + 1] = key end
         end",
        "local count = 0
         for key, value in pairs(weak) do
             assert(value[1] == key and value[2] == 'text ' .. key[1])
             count = count + 1
         end
         assert(count == 1000 and weak[kept[7]][2] == 'text 2100')
         kept = nil collectgarbage() assert(next(weak) == nil)",
    );
}

#[test]
fn a_chain_of_ephemerons_in_one_table() {
    check(
        "weak, first = setmetatable({}, {__mode = 'k'}), {}
         local key = first
         for i = 1, 100000 do local value = {} weak[key] = value key = value end
         key = nil",
        "local key, count = first, 0
         while weak[key] do key = weak[key] count = count + 1 end
         assert(count == 100000)
         first, key = nil, nil
         collectgarbage() assert(next(weak) == nil)",
    );
}

#[test]
fn chains_of_ephemerons_across_tables() {
    check(
        "local function chain(from, to, step)
             local tables = {}
             for i = 1, 20000 do tables[i] = setmetatable({}, {__mode = 'k'}) end
             local first = {}
             local key = first
             for i = from, to, step do local value = {} tables[i][key] = {value} key = value end
             return function()
                 local key = first
                 for i = from, to, step do key = tables[i][key][1] assert(key) end
             end
         end
         up, down = chain(1, 20000, 1), chain(20000, 1, -1)",
        "up() down()",
    );
}

#[test]
fn many_weak_tables() {
    check(
        "tables, keys = {}, {}
         for i = 1, 100000 do
             local key = {}
             tables[i] = setmetatable({[key] = {i}, [{}] = 1}, {__mode = 'k'})
             keys[i] = i % 2 == 0 and key
         end
         for i = 1, 100000, 3 do tables[i] = false end",
        "for i = 1, 100000 do
             local t = tables[i]
             if t then
                 local key, value = next(t)
                 assert(key == (keys[i] or nil) and (not key or value[1] == i and next(t, key) == nil))
             end
         end",
    );
}

#[test]
fn finalizers_are_called_once_in_reverse_order() {
    check(
        "last, count, kept = 300001, 0, {}
         local mt = {__gc = function(o)
             assert(o[1] < last and o.part.of == o)
             last, count = o[1], count + 1
             if count % 1000 == 0 then kept[#kept + 1] = o end
         end}
         for i = 1, 300000 do
             local o = {i, part = {}}
             o.part.of = o
             setmetatable(o, mt)
         end",
        "assert(count == 300000 and #kept == 300)
         collectgarbage()
         for _, o in ipairs(kept) do assert(o.part.of == o) end
         assert(count == 300000)",
    );
}

#[test]
fn live_objects_with_finalizers() {
    check(
        "count, list = 0, {}
         local mt = {__gc = function() count = count + 1 end}
         for i = 1, 300000 do list[i] = setmetatable({}, mt) end
         for i = 1, 300000, 2 do list[i] = i end",
        "assert(count == 150000)
         -- To be called again.
         local mt = {}
         function mt.__gc(o) count = count + 1 if count < 150003 then setmetatable(o, mt) end end
         setmetatable({}, mt)
         for i = 1, 5 do collectgarbage() end
         assert(count == 150003)",
    );
}

#[test]
fn what_finalizers_bring_back_is_whole() {
    check(
        "weak_keys, weak_values = setmetatable({}, {__mode = 'k'}), setmetatable({}, {__mode = 'v'})
         back = {}
         local mt = {__gc = function(o) back[#back + 1] = o end}
         for i = 1, 50000 do
             local o = {i, {i}, inner = setmetatable({}, {__mode = 'k'})}
             o.inner[o] = {'of ' .. i}
             weak_keys[o], weak_values[i] = {o[2]}, o
             setmetatable(o, mt)
         end",
        "assert(next(weak_values) == nil and #back == 50000)
         for i, o in ipairs(back) do
             assert(o[1] == 50001 - i and o[2][1] == o[1] and o.inner[o][1] == 'of ' .. o[1])
             assert(weak_keys[o][1] == o[2])
         end",
    );
}

/// What the host finds in weak tables between two steps stays, and so does all that it leads to.
#[test]
fn the_host_may_look_into_weak_tables_between_pieces() {
    let source = "
        values, keys = setmetatable({}, {__mode = 'v'}), setmetatable({}, {__mode = 'k'})
        finalized, found = 0, {}
        local mt = {__gc = function(o) finalized = finalized + 1 assert(o.text[1] == 'text ' .. o[1]) end}
        for round = 1, 4 do
            for i = 1, 4000 do
                local o = {i, text = {'text ' .. i}}
                values[i], keys[o] = o, {o}
                if i % 3 == 0 then setmetatable(o, mt) end
                local inner = setmetatable({}, {__mode = i % 2 == 0 and 'k' or 'v'})
                inner[o], o.inner = {i}, inner
                keys[inner] = inner
            end
            collectgarbage()
        end
        for _, o in ipairs(found) do
            if o.text then
                assert(o.text[1] == 'text ' .. o[1] and type(o.inner) == 'table')
                for k, v in pairs(o.inner) do assert(k == o and v[1] == o[1]) end
            else
                for k, v in pairs(o) do assert(k.text[1] == 'text ' .. v[1]) end
            end
        end
        found = nil
        collectgarbage() collectgarbage()
        assert(next(values) == nil and next(keys) == nil)";
    for slice in [300, 2_000, 20_000] {
        let mut lua = vm();
        let mut turn = 0;
        run(&mut lua, source, slice, |lua| {
            turn += 1;
            lua.enter(|ctx| {
                let table =
                    |name: &str| ctx.globals().get::<Option<Table>>(ctx, name).expect("it is a table");
                let (Some(values), Some(keys), Some(found)) =
                    (table("values"), table("keys"), table("found"))
                else {
                    return;
                };
                let keep = |object| {
                    found.raw_set_integer(ctx, found.raw_len() + 1, object).expect("there is room");
                };
                values.next_from(turn * 37 % 4000).inspect(|(_, _, object)| keep(*object));
                keys.next_from((1 << 32) + turn * 91 % 8000).inspect(|(_, object, _)| keep(*object));
                // Short strings that only this knows, and a weak table.
                if turn % 10 == 0 {
                    let weak = Table::new(ctx);
                    weak.set_weak_mode(ctx, true, false);
                    weak.raw_set(ctx, Value::Table(values), Value::String(ctx.intern(b"of the host")))
                        .expect("there is room");
                }
            });
        });
    }
}

#[test]
fn finalizers_of_stopped_runs_are_forgotten() {
    let mut lua = vm();
    lua.try_enter(|ctx| ctx.set_global("count", 0)).expect("there is room");
    let source = "
        local mt = {__gc = function() count = count + 1 end}
        local list = {}
        for i = 1, 5000 do list[i] = setmetatable({}, mt) setmetatable({}, mt) end
        while true do end";
    let executor = lua.load(source).executor(()).expect("the program compiles");
    lua.step(&executor, &mut Fuel::new(20_000));
    lua.step(&executor, &mut Fuel::new(400_000));
    lua.cancel(&executor);
    let before = lua.load("return count").eval::<i64>().expect("it runs");
    drop(executor);
    for _ in 0..3 {
        lua.collect_garbage();
        assert_eq!(lua.load("return count").eval::<i64>().expect("it runs"), before);
    }
    // Those of other runs are called.
    let source =
        "setmetatable({}, {__gc = function() count = -1 end}) collectgarbage() collectgarbage() return count";
    assert_eq!(lua.load(source).eval::<i64>().expect("it runs"), -1);
}
