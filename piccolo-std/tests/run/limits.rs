use piccolo_core::{exec::executor::Step, object::error::Stop};

use crate::end_with_memory;

const MEGABYTE: usize = 1 << 20;

#[track_caller]
fn stops(source: &str) {
    assert_eq!(end_with_memory(source, 8 * MEGABYTE), Step::Stopped(Stop::Memory), "{source}");
}

#[test]
fn big_results_need_memory() {
    stops("return ('x'):rep(1 << 30)");
    stops("local s = ('x'):rep(1 << 20) while true do s = s .. s end");
    stops("local t = {} for i = 1, 100 do t[i] = ('x'):rep(1 << 20) end return table.concat(t)");
    stops("local s = ('x'):rep(1 << 20) return s:gsub('.', ('y'):rep(1 << 10))");
    stops("local s = ('x'):rep(1 << 21) return s:format() .. s:upper() .. s:lower() .. s:reverse()");
    stops(
        "return ('%s'):rep(100):format(table.unpack((function() local t = {} for i = 1, 100 do t[i] = ('x'):rep(1 << 20) end return t end)()))",
    );
}

#[test]
fn readers_need_memory() {
    stops("return load(function() return ('x'):rep(1 << 16) end)");
}

#[test]
fn nothing_catches_a_stop() {
    stops("while true do pcall(string.rep, 'x', 1 << 30) end");
    stops("xpcall(string.rep, function() while true do end end, 'x', 1 << 30) while true do end");
    stops("coroutine.wrap(function() pcall(string.rep, 'x', 1 << 30) end)() while true do end");
}

#[test]
fn garbage_is_no_problem() {
    let step = end_with_memory("for i = 1, 1000 do local s = ('x'):rep(1 << 18) .. i end", 8 * MEGABYTE);
    assert_eq!(step, Step::Returned);
}
