//! Long strings as operands of library functions: keys that are hashed, and comparisons.

use super::run::{check, run};

/// The length of the strings.
const LEN: u64 = 8_000_000;

/// How many bytes are dealt with for a unit of fuel.
const BYTES_PER_UNIT: u64 = 16;

/// Strings of `LEN` bytes, two of which are equal, but none was hashed or compared.
const STRINGS: &str =
    "local s, same, other = ('x'):rep(8000000), ('x'):rep(8000000), ('x'):rep(7999999) .. 'y' ";

/// Runs a statement on huge strings in slices. It must print `expected` and look at `looks` times the length of one.
#[track_caller]
fn expect_looks(statement: &str, expected: &str, looks: u64) {
    let source = format!("{STRINGS}{statement}");
    assert_eq!(check(&source).trim_end(), expected, "{statement}");
    let fuel = |source: &str| run(source, u64::MAX, u64::MAX, 1 << 30).used;
    let used = fuel(&source) - fuel(STRINGS);
    let least = looks * LEN / BYTES_PER_UNIT;
    assert!(used >= least, "{statement} takes {used} units, less than {least}");
}

#[test]
fn keys_are_hashed_in_pieces() {
    expect_looks("local t = {} rawset(t, s, 1) print(rawget(t, s), rawget(t, other))", "1\tnil", 2);
    expect_looks("local t = {} t[s] = 1 print(t[other], next(t, s))", "nil\tnil", 2);
    expect_looks("print(pcall(next, {}, s))", "false\tinvalid key to 'next'", 1);
    expect_looks("print((s:gsub('^x+$', {a = 1})) == s)", "true", 2);
    expect_looks(
        "print((s:gsub('^x+$', setmetatable({}, {__index = function(t, k) return #k end}))))",
        "8000000",
        1,
    );
    expect_looks("local t = setmetatable({}, {__index = {}}) table.insert(t, s) print(#t)", "1", 0);
}

#[test]
fn equal_keys_are_compared_in_pieces() {
    // Each string is hashed once, and compared once.
    expect_looks("local t = {[s] = 1} print(t[same], t[other])", "1\tnil", 4);
    expect_looks(
        "local t = {[s] = 1} t[same] = 2 print(t[s], next(t, same), (next(t)) == s)",
        "2\tnil\ttrue",
        3,
    );
    expect_looks("local t = setmetatable({}, {__index = {[s] = 1}}) print(t[same])", "1", 3);
    expect_looks("local t = {} rawset(t, s, 1) print(rawget(t, same), rawget(t, other))", "1\tnil", 4);
    expect_looks("local t = {[s] = 1} print((same:gsub('^x+$', t)))", "1", 4);
    expect_looks("local t, k = {[s] = 1}, next({[same] = 1}) print(t[k], t[same])", "1\t1", 3);
}

#[test]
fn comparisons_of_keys_are_remembered() {
    let fuel = |n: u32| {
        let source =
            format!("{STRINGS} local t = {{[s] = 1}} for i = 1, {n} do t[same] = t[s] + t[same] end");
        run(&source, 10_000, u64::MAX, 1 << 30).used
    };
    assert!(fuel(1001) - fuel(1) < 40_000);
}

#[test]
fn what_stands_for_a_key_may_be_collected() {
    let collected = "local t = {[s] = 1} local u = {[same] = 2} s, t = nil collectgarbage() collectgarbage() \
        local again = ('x'):rep(8000000) print(u[same], u[again], next(u, again)) \
        u, same = nil collectgarbage() collectgarbage() local v = {[again] = 3} print(v[('x'):rep(8000000)])";
    let text = |slice| run(&format!("{STRINGS}{collected}"), slice, u64::MAX, 1 << 30).text;
    assert_eq!(text(10_000), "2\t2\tnil\n3\n");
    assert_eq!(text(777), text(u64::MAX));
}

#[test]
fn huge_strings_are_compared_in_pieces() {
    expect_looks("print(rawequal(s, same), rawequal(s, other), rawequal(s, s))", "true\tfalse\ttrue", 2);
    expect_looks("local t = {other, s} table.sort(t) print(t[1] == s and t[1]:byte(-1))", "120", 1);
    expect_looks(
        "local t = {other, s} table.sort(t, function(a, b) return a > b end) print(t[1]:byte(-1))",
        "121",
        1,
    );
}
