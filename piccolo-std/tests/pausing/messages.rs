//! Messages that contain what scripts chose, which may be megabytes.

use piccolo_core::{exec::executor::Step, object::error::Stop};

use super::run::{check, expect, run};

/// Programs that fail with a message that contains `s`, a string of some megabytes.
const PROGRAMS: [&str; 15] = [
    "math.floor(setmetatable({}, {__name = s}))",
    "('x'):rep(setmetatable({}, {__name = s}))",
    "add(1, setmetatable({}, {__name = s}))",
    "apply(setmetatable({}, {__name = s}), 1)",
    "local a = setmetatable({}, {__name = s}) return a < a",
    "local a = setmetatable({}, {__name = s}) return a < 1",
    "return 1 + setmetatable({}, {__name = s})",
    "setmetatable({}, {__name = s})()",
    "for i = 1, setmetatable({}, {__name = s}) do end",
    "error(tostring(setmetatable({}, {__name = s})))",
    "error(string.format('%s', setmetatable({}, {__name = s})))",
    "table.concat({}, setmetatable({}, {__name = s}))",
    "error(s)",
    "load('return x', '=x', s)() error(debug.traceback(s))",
    "collectgarbage(s)",
];

const LEN: usize = 4_000_000;

/// How much of a name messages show.
const LONGEST_QUOTE: usize = 4096;

fn program(rest: &str) -> String {
    format!("local s = ('x'):rep({LEN}) local function f() {rest} end ")
}

#[test]
fn messages_are_charged() {
    for rest in PROGRAMS {
        let with = program(rest) + "print(#tostring(select(2, pcall(f))))";
        let report = run(&with, u64::MAX, u64::MAX, 1 << 30);
        let without = run(&program(""), u64::MAX, u64::MAX, 1 << 30);
        let len: usize = report.text.trim().parse().unwrap_or(0);
        // Such long names of types are not shown.
        if rest.contains("__name") {
            assert!(len < 1000, "{rest}: {}", report.text);
            continue;
        }
        let used = report.used - without.used;
        // Modes are not longer than 16 KiB, and of options as much is shown as of other names.
        let shown = match rest {
            _ if rest.contains("load") => 16_384,
            _ if rest.contains("collectgarbage") => {
                assert!((LONGEST_QUOTE..LONGEST_QUOTE + 1000).contains(&len), "{rest}: {}", report.text);
                LONGEST_QUOTE
            }
            _ => {
                assert!(len >= LEN, "{rest}: {}", report.text);
                LEN
            }
        };
        assert!(used >= shown as u64 / 16, "{rest}: {used} units");
    }
}

#[test]
fn names_of_types_are_charged() {
    let names = PROGRAMS.iter().filter(|rest| rest.contains("__name"));
    for rest in names {
        let name = |len: usize| format!("local s = ('x'):rep({len}) local function f() {rest} end ");
        let with = name(LONGEST_QUOTE) + "print(#tostring(select(2, pcall(f))))";
        let report = run(&with, u64::MAX, u64::MAX, 1 << 30);
        let len: usize = report.text.trim().parse().unwrap_or(0);
        assert!(len >= LONGEST_QUOTE, "{rest}: {}", report.text);
        let without = run(&name(LONGEST_QUOTE), u64::MAX, u64::MAX, 1 << 30);
        let used = report.used - without.used;
        assert!(used >= LONGEST_QUOTE as u64 / 2, "{rest}: {used} units");
    }
}

/// Of names in the source, too, so much is shown.
#[test]
fn long_names_of_variables_and_options_are_cut() {
    let source = "local n = ('x'):rep(200000)
        local function length(text) return #select(2, pcall(load(text))) end
        local global, field, called = length(n .. '()'), length('local a = {} a.' .. n .. '()'), 0
        called = length('local a = {' .. n .. ' = string.rep} a.' .. n .. '()')
        print(global, field, called, #select(2, pcall(collectgarbage, n)))";
    let report = run(source, u64::MAX, u64::MAX, 1 << 30);
    for len in report.text.split_whitespace() {
        let len: usize = len.parse().unwrap_or_else(|_| panic!("{}", report.text));
        assert!((LONGEST_QUOTE..LONGEST_QUOTE + 1000).contains(&len), "{}", report.text);
    }
}

#[test]
fn messages_are_not_begun_beyond_the_limit() {
    for limit in [5 << 20, 6 << 20, 9 << 20] {
        for rest in PROGRAMS {
            let source = program(rest) + "return f()";
            let mut step = Step::Pending;
            let allocated = allocation_counter::measure(|| step = run(&source, 10_000, u64::MAX, limit).step);
            // A message that fits is copied by the host.
            if step == Step::Failed {
                continue;
            }
            assert_eq!(step, Step::Stopped(Stop::Memory), "{rest} {limit}");
            let most = allocated.bytes_max;
            assert!(most <= limit as u64 + (64 << 10), "{rest}: {most} bytes of {limit}");
        }
    }
}

#[test]
fn warnings_are_written_in_pieces() {
    let text = check("warn('@on') local s = ('x'):rep(4000000) warn(s, 1.5)");
    assert_eq!(text, format!("Lua warning: {}1.5\n", "x".repeat(4_000_000)));
    let text = check("local t = {} for i = 1, 100000 do t[i] = 0.5 end warn('@on') warn(table.unpack(t))");
    assert_eq!(text, format!("Lua warning: {}\n", "0.5".repeat(100_000)));
}

#[test]
fn warnings_are_off_and_paid_for() {
    let source = "local t = {} for i = 1, 100000 do t[i] = 0.5 end local t = {table.unpack(t)}";
    let units = |rest: &str| run(&format!("{source} {rest}"), 10_000, u64::MAX, 1 << 30).used;
    let paid = units("warn(table.unpack(t))") - units("type(table.unpack(t))");
    assert!(paid > 50 * 100_000, "{paid} units for 100,000 numbers");
}

#[test]
fn long_errors_in_finalizers_are_cut() {
    let text = check(
        "warn('@on') setmetatable({}, {__gc = function() error(('x'):rep(4000000), 0) end}) collectgarbage()",
    );
    assert_eq!(text, format!("Lua warning: error in __gc ({}...)\n", "x".repeat(64 * 1024)));
}

#[test]
fn long_errors_get_their_position_in_pieces() {
    let long = "local s = ('x'):rep(4000000) ";
    let check = |raise: &str, expected: &str| {
        expect(&format!("{long} print(#select(2, pcall(function() {raise} end)))"), expected);
    };
    check("error(s)", "4000009");
    check("assert(false, s)", "4000009");
    check("coroutine.wrap(function() error(s, 0) end)()", "4000009");
    check("error(s, 0)", "4000000");
}
