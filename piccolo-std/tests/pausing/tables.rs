use super::run::expect;

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
