use piccolo_core::{exec::executor::Step, object::error::Stop};

use super::run::run;

/// What a run may allocate beyond its limit: what is not the script's (the VM itself is charged).
const SLACK: u64 = 1 << 20;

/// Checks that a program is stopped by a limit of 16 MiB before it allocates more.
#[track_caller]
fn check(source: &str) {
    const LIMIT: usize = 16 << 20;
    let mut step = Step::Pending;
    let allocated = allocation_counter::measure(|| step = run(source, 10_000, u64::MAX, LIMIT).step);
    assert_eq!(step, Step::Stopped(Stop::Memory), "{source}");
    assert!(allocated.bytes_max <= LIMIT as u64 + SLACK, "{source}: {} bytes", allocated.bytes_max);
}

#[test]
fn nothing_is_allocated_beyond_the_limit() {
    check("local s = ('x'):rep(1000000000)");
    check("local s = ('x'):rep(100, ('y'):rep(1000000))");
    check("local a = 'x' while true do a = a .. a end");
    check("local s = ('x'):rep(1000000) local t = {} for i = 1, 2000 do t[i] = s end table.concat(t)");
    check("string.pack('c2147483647', '')");
    check("(('a'):rep(100000)):gsub('.*', ('%0'):rep(10000))");
    check("(('a'):rep(100000)):gsub('a', ('b'):rep(1000))");
    check(
        "local s = ('x'):rep(1000000) string.format(('%s'):rep(40), s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)",
    );
    check("local s = ('\\0'):rep(6000000) string.format('%q%q', s, s)");
    check("local s = ('x'):rep(9000000) s:reverse()");
    check("local s = ('x'):rep(9000000) s:upper()");
    check("local s = ('x'):rep(9000000) s:sub(2)");
    check("local s = ('x'):rep(9000000) s:match('^.(.*)')");
    check("local t = {} for i = 1, 2000 do t[i] = ('x'):rep(10000) .. i end");
    check("local t = {} for i = 1, 1e9 do t[i] = i end");
    check(
        "local t = setmetatable({}, {__index = function(_, i) return i end}) table.move(t, 1, 1 << 30, 1, {})",
    );
    check(
        "local t = setmetatable({}, {__len = function() return 1 << 30 end, __index = function(_, i) return i end}) table.sort(t)",
    );
}

#[test]
fn lengths_beyond_all_limits_are_errors() {
    let text = |source: &str| run(source, 10_000, u64::MAX, 16 << 20).text;
    assert_eq!(
        text("print(pcall(string.rep, 'x', 1 << 60))").trim_end(),
        "false\tresulting string too large"
    );
    assert_eq!(
        text("print(pcall(table.unpack, {}, 1, 1e8))").trim_end(),
        "false\ttoo many results to unpack"
    );
}
