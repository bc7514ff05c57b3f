use crate::check_errors;

#[test]
fn arguments_are_checked() {
    check_errors(&[
        ("string.rep()", "input:1: bad argument #1 to 'rep' (string expected, got no value)"),
        ("('x'):rep({})", "input:1: bad argument #1 to 'rep' (number expected, got table)"),
        ("string.rep('x', 1.5)", "input:1: bad argument #2 to 'rep' (number has no integer representation)"),
        (
            "math.floor(setmetatable({}, {__name = 'My'}))",
            "input:1: bad argument #1 to 'floor' (number expected, got My)",
        ),
        (
            "setmetatable({})",
            "input:1: bad argument #2 to 'setmetatable' (nil or table expected, got no value)",
        ),
        ("rawlen(1)", "input:1: bad argument #1 to 'rawlen' (table or string expected, got number)"),
        ("select(0)", "input:1: bad argument #1 to 'select' (index out of range)"),
        ("tonumber('1', 99)", "input:1: bad argument #2 to 'tonumber' (base out of range)"),
        ("collectgarbage('what')", "input:1: bad argument #1 to 'collectgarbage' (invalid option 'what')"),
        ("string.char(256)", "input:1: bad argument #1 to 'char' (value out of range)"),
        (
            "string.format('%d', 1.5)",
            "input:1: bad argument #2 to 'format' (number has no integer representation)",
        ),
        ("string.format('%d')", "input:1: bad argument #2 to 'format' (no value)"),
        ("string.format('%y', 1)", "input:1: invalid conversion '%y' to 'format'"),
        ("table.insert({}, 5, 1)", "input:1: bad argument #2 to 'insert' (position out of bounds)"),
        ("table.insert({})", "input:1: wrong number of arguments to 'insert'"),
        ("table.concat({1, {}})", "input:1: invalid value (table) at index 2 in table for 'concat'"),
        ("math.random(2, 1)", "input:1: bad argument #1 to 'random' (interval is empty)"),
        ("coroutine.wrap(1)", "input:1: bad argument #1 to 'wrap' (function expected, got number)"),
        ("coroutine.resume(1)", "input:1: bad argument #1 to 'resume' (thread expected, got number)"),
        ("load({})", "input:1: bad argument #1 to 'load' (function expected, got table)"),
        (
            "string.gsub('x', 'x', true)",
            "input:1: bad argument #3 to 'gsub' (string/function/table expected, got boolean)",
        ),
        ("string.find('x', '[a')", "input:1: malformed pattern (missing ']')"),
    ]);
}

#[test]
fn operators_inside_the_library_fail_without_a_position() {
    check_errors(&[
        ("math.max(1, 'x')", "attempt to compare number with string"),
        ("table.unpack(nil)", "attempt to get length of a nil value"),
        ("rawset({}, nil, 1)", "table index is nil"),
        ("rawset({}, 0 / 0, 1)", "table index is NaN"),
        ("next({}, 1)", "invalid key to 'next'"),
        ("coroutine.yield()", "attempt to yield from outside a coroutine"),
    ]);
}

#[test]
fn error_adds_positions_to_strings() {
    check_errors(&[
        ("error('m')", "input:1: m"),
        ("error('m', 0)", "m"),
        ("error(12)", "12"),
        ("error()", "nil"),
        ("assert(false)", "input:1: assertion failed!"),
        ("assert(nil, 12)", "12"),
        (
            "tostring(setmetatable({}, {__tostring = function() return {} end}))",
            "input:1: '__tostring' must return a string",
        ),
    ]);
}
