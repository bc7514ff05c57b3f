//! Numerals of megabytes as arguments of library functions and of functions of a host.

use super::run::{expect, run};

/// Numerals of a million digits, which denote 1, 5, 2.5 and infinity, and a string that denotes none.
const NUMERALS: &str = "\
    local one = ('0'):rep(1000000) .. '1' \
    local five = '0.' .. ('0'):rep(1000000) .. '5e1000001' \
    local half = '2.5' .. ('0'):rep(1000000) \
    local huge, none = ('9'):rep(1000000), ('9'):rep(1000000) .. 'x' ";

#[track_caller]
fn check(statement: &str, expected: &str) {
    expect(&format!("{NUMERALS}{statement}"), expected);
}

#[test]
fn functions_of_numbers() {
    check("print(math.floor(half), math.ceil(half), math.abs('-' .. half))", "2\t3\t2.5");
    check(
        "print(math.fmod(half, one), math.modf(half), math.sqrt(one), math.log(one, five))",
        "0.5\t2\t1.0\t0.0",
    );
    check("print(math.tointeger(one), math.tointeger(half), math.tointeger(none))", "1\tnil\tnil");
    check("print(math.floor(huge) == math.huge, math.ult(one, five))", "true\ttrue");
    check(
        "print(pcall(math.floor, none))",
        "false\tbad argument #1 to 'math.floor' (number expected, got string)",
    );
    check(
        "print(pcall(math.ult, one, half))",
        "false\tbad argument #2 to 'math.ult' (number has no integer representation)",
    );
    check("print(select(five, 1, 2, 3, 4, 5, 6), select('#', five))", "5\t1");
    check("print(tonumber('11', one .. '0'))", "11");
}

#[test]
fn a_generator_is_asked_once() {
    let random = |argument: &str| {
        let source =
            format!("{NUMERALS} math.randomseed(7) math.random({argument}) print(math.random(1000))");
        run(&source, 10_000, u64::MAX, 1 << 30).text
    };
    assert_eq!(random("one"), random("1"));
    assert_eq!(random("five, five"), random("5, 5"));
    let failing = |argument: &str| {
        let source =
            format!("{NUMERALS} math.randomseed(7) pcall(math.random, {argument}) print(math.random(1000))");
        run(&source, 10_000, u64::MAX, 1 << 30).text
    };
    assert_eq!(failing("none"), failing("'x'"));
    assert_eq!(failing("one, none"), failing("1, {}"));
}

#[test]
fn functions_of_strings() {
    check("print(('xy'):rep(five), ('hello'):sub(one, five), ('abc'):byte(one))", "xyxyxyxyxy\thello\t97");
    check("print(('abcabc'):find('b', five), (('aaa'):gsub('a', 'b', one)))", "5\tbaa");
    check(
        "print(string.char(five, one) == '\\5\\1', #string.char(table.unpack({one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one})))",
        "true\t19",
    );
    check(
        "print(string.format('%d %5.1f %s %x %g', five, half, one == one, one, huge))",
        "5   2.5 true 1 inf",
    );
    check(
        "print(pcall(string.format, '%d', half))",
        "false\tbad argument #2 to 'string.format' (number has no integer representation)",
    );
    check(
        "print(pcall(string.format, '%s %d', 1, none))",
        "false\tbad argument #3 to 'string.format' (number expected, got string)",
    );
    check(
        "print(string.unpack('<i2 d I1 s1', string.pack('<i2 d I1 s1', one, half, five, 'x')))",
        "1\t2.5\t5\tx\t14",
    );
    check(
        "print(utf8.char(five, one) == '\\5\\1', utf8.codepoint('abc', one), utf8.offset('abc', one))",
        "true\t97\t1",
    );
}

#[test]
fn functions_of_tables() {
    check("local t = {1, 2, 3} table.insert(t, one, 0) print(table.concat(t, ' ', one, one .. ''))", "0");
    check("local t = {1, 2, 3} print(table.remove(t, one), table.unpack(t, one, one))", "1\t2");
    check("print(table.concat(table.move({1, 2, 3}, one, one, five, {1, 2, 3, 4}), ' '))", "1 2 3 4 1");
    let object = "local t = setmetatable({1, 2, 3}, {__len = function() return one .. '' end, __index = function() end}) ";
    check(&format!("{object} table.insert(t, one, 0) print(t[1], t[2])"), "0\t1");
    check(&format!("{object} print(table.remove(t, one))"), "1");
    check(&format!("{object} print(table.concat(t, ',', one, one), table.unpack(t))"), "1\t1");
    check(
        "print(pcall(table.insert, setmetatable({}, {__len = function() return none end}), 1))",
        "false\tobject length is not an integer",
    );
}

#[test]
fn numerals_that_loops_count_with() {
    check("for i = 1, one .. '' do print(i) end", "1");
    check("for i = five, one, '-' .. half do print(i) end", "5.0\n2.5");
    check("for i = 1, huge do print(i) break end", "1");
    check("print(pcall(function() for i = 1, none do end end))", FOR_ERROR);
    check("print(pcall(function() for i = 1, 2, none do end end))", &FOR_ERROR.replace("limit", "step"));
    check(
        "print(pcall(function() for i = none, 2 do end end))",
        &FOR_ERROR.replace("limit", "initial value"),
    );
}

const FOR_ERROR: &str = "false\tinput:1: bad 'for' limit (number expected, got string)";

#[test]
fn functions_of_a_host() {
    check("print(add(one, five), add(five), add(one, half))", "6.0\t5.5\t3.5");
    check("print(sum(one, five, half, 1, one, '10'))", "20.5");
    check("print(pcall(add, one, none))", "false\tbad argument #2 to 'add' (number expected, got string)");
    check("print(apply(function(n) return n, coroutine.isyieldable() end, five))", "5");
    check("print(pcall(apply, error, five))", "false\t5");
    check("print(coroutine.wrap(function() return apply(coroutine.yield, five) end)())", "5");
    check(
        "local t = setmetatable({}, {__index = add, __add = sum}) print(pcall(function() return t + one end))",
        "false\tinput:1: bad argument #1 to 'add' (number expected, got table)",
    );
    check(
        "local t = setmetatable({}, {__index = function(_, k) return add(k, one) end}) print(t[five])",
        "6.0",
    );
    check(
        "local calls = 0 debug.sethook(function() calls = calls + 1 end, 'c') add(one, five) debug.sethook() print(calls)",
        "2",
    );
    check("for i, v in ipairs({1, 2}) do apply(print, one) end", "1\n1");
}

#[test]
fn many_numerals_are_read_once_each() {
    let used = |statement: &str| run(&format!("{NUMERALS} {statement}"), u64::MAX, u64::MAX, 1 << 30).used;
    let (once, often) =
        (used("sum(one)"), used("local t = {} for i = 1, 1000 do t[i] = one end sum(table.unpack(t))"));
    assert!(often < once + 100_000, "{often} units, for one {once}");
    let distinct =
        "local t = {} for i = 1, 1000 do t[i] = ('1'):rep(2000) .. i end print(sum(table.unpack(t)))";
    expect(distinct, "inf");
}

/// What reads its arguments itself is charged, but does it at once.
#[test]
fn numerals_that_are_read_at_once_are_charged() {
    let run = |slice| run(&format!("{NUMERALS} print(twice(half))"), slice, u64::MAX, 1 << 30);
    let (whole, sliced) = (run(u64::MAX), run(10_000));
    assert_eq!(whole.text, "5.0\n");
    assert_eq!((whole.text, whole.used), (sliced.text, sliced.used));
    assert!(sliced.most > 1_000_000, "{} units", sliced.most);
}
