//! Reading more memory than caches hold costs more fuel, in proportion.

use piccolo::{Fuel, Limits, Lua, Step};

use crate::sandbox;

/// Makes `count` objects, each of which names the next one: `apart` objects further on.
fn list(count: usize, apart: usize) -> String {
    format!("local t = {{}} for i = 0, {count} - 1 do t[i] = {{x = (i + {apart}) % {count}}} end ")
}

/// Goes through them so often.
const CHASE: &str = "local p = 0 for i = 1, 400000 do p = t[p].x end";

/// The fuel that a script takes in slices of so much.
fn fuel_in(mut lua: Lua, script: &str, slice: u64) -> u64 {
    let run = lua.load(script).name("=script").executor(()).expect("it is valid");
    let mut used = 0;
    loop {
        let mut fuel = Fuel::new(slice);
        let step = lua.step(&run, &mut fuel);
        used += fuel.used();
        if step != Step::OutOfFuel {
            assert_eq!(step, Step::Returned);
            return used;
        }
    }
}

/// The fuel of going through a list in a sandbox.
fn chase(count: usize, apart: usize) -> u64 {
    let list = list(count, apart);
    let whole = fuel_in(sandbox(Limits::unlimited()), &format!("{list}{CHASE}"), u64::MAX);
    whole - fuel_in(sandbox(Limits::unlimited()), &list, u64::MAX)
}

#[test]
fn objects_at_random_cost_more_where_they_are_many() {
    let [few, some, more, many] =
        [(100, 39), (1000, 387), (5000, 1927), (100_000, 38_117)].map(|(count, apart)| chase(count, apart));
    assert!(some > 2 * few, "{some} to {few}");
    assert!(more > 2 * some, "{more} to {some}");
    assert!(many > 2 * more, "{many} to {more}");
}

/// Each round reads from a row of its own.
#[test]
fn columns_cost_more_than_rows() {
    let cost = |key: &str, element: &str| {
        let list = format!(
            "local t = {{}} for i = 1, 240 do t[i] = {{}} for j = 1, 240 do t[i][{key}] = i end end "
        );
        let rest =
            format!("local a for n = 1, 20 do for i = 1, 240 do for j = 1, 240 do a = {element} end end end");
        let whole = fuel_in(sandbox(Limits::unlimited()), &format!("{list}{rest}"), u64::MAX);
        whole - fuel_in(sandbox(Limits::unlimited()), &list, u64::MAX)
    };
    let (rows, columns) = (cost("j", "t[i][j]"), cost("j", "t[j][i]"));
    assert!(columns > rows * 3 / 2, "{columns} to {rows}");
    let (rows, columns) = (cost("-j", "t[i][-j]"), cost("-j", "t[j][-i]"));
    assert!(columns > rows * 3 / 2, "{columns} to {rows}");
}

/// However many come and go, they lie in the same places.
#[test]
fn short_lived_objects_are_not_many() {
    let cost = |count: usize| {
        let script = format!(
            "for n = 1, 400000 / {count} do
               local t = {{}} for i = 1, {count} do t[i] = {{i}} end
               for i = 1, {count} do t[i * 7 % {count} + 1][1] = 0 end
             end"
        );
        fuel_in(sandbox(Limits::unlimited()), &script, u64::MAX)
    };
    let (few, more) = (cost(50), cost(1000));
    assert!(more < 2 * few, "{more} to {few}");
    let short_lived = |keep: &str| {
        let script = format!(
            "local t, s = {{}}, 0 for i = 1, 2000 do t[i] = {{}} end {keep}
             for i = 1, 100000 do local t = {{1, 2, 3, 4, 5, 6, 7, 8, 9}} s = s + t[1] end"
        );
        fuel_in(sandbox(Limits::unlimited()), &script, u64::MAX)
    };
    let (alone, beside) = (short_lived("t = nil collectgarbage()"), short_lived(""));
    assert!(beside < alone * 3 / 2, "{beside} to {alone}");
}

#[test]
fn objects_in_order_cost_the_same_however_many_they_are() {
    let (few, many) = (chase(1000, 1), chase(100_000, 1));
    assert!(many.abs_diff(few) < few / 100, "{many} to {few}");
}

#[test]
fn elements_at_random_cost_more_where_they_are_many() {
    let elements = |bits: usize| {
        let mask = (1usize << bits) - 1;
        let table = format!("local t, n, a = {{}}, 1, 0 for i = 0, {mask} do t[i] = i end ");
        let rest = format!("for i = 1, 1000000 do n = (n * 1103515245 + 12345) & {mask} a = t[n] end");
        let whole = fuel_in(sandbox(Limits::unlimited()), &format!("{table}{rest}"), u64::MAX);
        whole - fuel_in(sandbox(Limits::unlimited()), &table, u64::MAX)
    };
    let (few, many) = (elements(9), elements(20));
    assert!(many > 5 * few, "{many} to {few}");
}

#[test]
fn slices_make_no_difference() {
    let functions = "local function step(p) return t[p].x end
        local next = coroutine.wrap(function(p) while true do p = coroutine.yield(t[p].x) end end)
        local p = 0
        for i = 1, 40000 do p = step(p) p = select(2, pcall(step, p)) p = next(p) local new = {p}
            do local key = i * 1 p = t[key] and p end
            do local captured = i new = function() return captured end end
        end";
    for script in [CHASE, functions] {
        let script = list(50_000, 19_777) + script;
        let whole = fuel_in(sandbox(Limits::unlimited()), &script, u64::MAX);
        for slice in [1, 7, 1000, 10_000] {
            assert_eq!(fuel_in(sandbox(Limits::unlimited()), &script, slice), whole, "{slice}: {script}");
        }
    }
}

/// What a step may execute before it is known to be dear is little.
#[test]
fn steps_end_early_where_memory_is_new() {
    let mut lua = sandbox(Limits::unlimited());
    let list = list(100_000, 38_117).replace("local t", "t");
    lua.load(&list).exec().expect("it succeeds");
    let run = lua.load(CHASE).executor(()).expect("it is valid");
    let mut least = u64::MAX;
    for _ in 0..20 {
        let mut fuel = Fuel::new(10_000);
        assert_eq!(lua.step(&run, &mut fuel), Step::OutOfFuel);
        least = least.min(fuel.used());
    }
    assert!(least < 5000, "{least}");
}

/// Where scripts are trusted, a unit is a unit.
#[test]
fn it_is_for_sandboxes() {
    let (count, apart) = (100_000, 38_117);
    let cost = |apart| fuel_in(Lua::new(), &(list(count, apart) + CHASE), u64::MAX);
    assert_eq!(cost(apart), cost(1));
}

/// Where the border of a table is that has lost its last element is only found when it is asked for.
#[test]
fn looking_at_code_changes_nothing() {
    let script = "local keep, found = {}, {} for i = 1, 50000 do keep[i] = {i} end
        for i = 1, 20000 do
          local t, n = {1}, 0 t[1] = nil
          for j = 1, 3 do if i < 0 then n = #t + #keep end end
          t[2] = 2 found[#t] = true
        end
        return found[2] == true, found[0] == nil";
    let lengths = sandbox(Limits::unlimited()).load(script).call::<(bool, bool)>(()).expect("it is valid");
    assert_eq!(lengths, (true, true));
}

#[test]
fn strings_that_are_there_are_charged_while_they_are_found() {
    let script = "local t = {} for i = 1, 130000 do t[i] = 'k' .. i end
        for i = 1, 50000 do local s = 'k' .. i * 7919 % 130000 + 1 end";
    let mut lua = sandbox(Limits::unlimited());
    let run = lua.load(script).executor(()).expect("it is valid");
    let mut most = 0;
    loop {
        let mut fuel = Fuel::new(10_000);
        let step = lua.step(&run, &mut fuel);
        most = most.max(fuel.used());
        if step != Step::OutOfFuel {
            break;
        }
    }
    assert!(most < 30_000, "{most} units in a step");
}
