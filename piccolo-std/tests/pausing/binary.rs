//! Precompiled chunks that are loaded by running scripts.

use piccolo_core::{exec::executor::Step, object::error::Stop};

use super::run::{check, expect, run};

/// Programs that put a precompiled chunk of about 2 MB into `b`.
const CHUNKS: [(&str, &str); 7] = [
    ("list", "b = string.dump(load('return {' .. ('1,'):rep(200000) .. '}'))"),
    (
        "statements",
        "b = string.dump(load(('local a = f(x, 1) x.y = a + 2 '):rep(20):gsub('local a', 'a'):rep(1000)))",
    ),
    ("stripped", "b = string.dump(load(('function f(a) return a.b + 1 end '):rep(30000)), true)"),
    ("functions", "b = string.dump(load(('function f(a) return a.b + 1 end '):rep(10000)))"),
    ("string", "b = string.dump(load('return [[' .. ('x'):rep(2000000) .. ']]'))"),
    (
        "constants",
        "local t = {} for i = 1, 60000 do t[i] = i .. '.5, \"key' .. i .. '\"' end b = string.dump(load('return {' .. table.concat(t, ',') .. '}'))",
    ),
    (
        "upvalues",
        "local t = {} for i = 1, 150 do t[i] = 'a' .. i end local names = table.concat(t, ',') \
         b = string.dump(load('local ' .. names .. ' ' .. ('f = function() return ' .. names .. ' end '):rep(250)))",
    ),
];

#[test]
fn chunks_of_all_shapes_are_read_in_pieces() {
    for (name, chunk) in CHUNKS {
        let text = check(&format!("local b {chunk} print(#b > 100000, type(load(b, '=b', 'b')))"));
        assert_eq!(text, "true\tfunction\n", "{name}");
        let text = check(&format!(
            "local b {chunk} local n = 0 print(type(load(function() n = n + 1 return b:sub(n * 999 - 998, n * 999) end)))"
        ));
        assert_eq!(text, "function\n", "{name}");
    }
}

#[test]
fn what_is_read_runs() {
    expect("print(#load(string.dump(load('return [[' .. ('x'):rep(2000000) .. ']]')))())", "2000000");
    expect("print(#load(string.dump(load('return {' .. ('1,'):rep(80000) .. '}')))())", "80000");
}

#[test]
fn damaged_chunks_are_refused_and_dropped_in_pieces() {
    for (name, chunk) in CHUNKS {
        let text = check(&format!("local b {chunk} print(load(b:sub(1, -2), '=b'))"));
        assert_eq!(text, "nil\tb: bad binary format (truncated chunk)\n", "{name}");
        let text = check(&format!("local b {chunk} print(load(b .. 'x', '=b'))"));
        assert_eq!(text, "nil\tb: bad binary format (malformed chunk)\n", "{name}");
    }
    let text = check(
        "local b = ('x'):rep(500000) for i = 1, 20 do load('\\27' .. b, b) end print(#select(2, load('\\27' .. b, b)))",
    );
    // Names in messages are not longer than 16 KiB.
    assert_eq!(text, "16422\n");
}

#[test]
fn long_names_of_chunks_are_kept() {
    let name = "local name = '=' .. ('x'):rep(2000000) local f = load('return 1', name)";
    expect(&format!("{name} print(f(), #string.dump(f) > 2000000)"), "1\ttrue");
    expect(
        &format!("{name} local s = ('-- x\\n'):rep(400000) print(type(load(s)), type(load(s, 'x', name)))"),
        "function\tnil",
    );
}

#[test]
fn fuel_is_charged_in_proportion_to_the_chunk() {
    for (name, chunk) in CHUNKS {
        let report = |rest: &str| run(&format!("local b {chunk} {rest}"), 10_000, u64::MAX, 1 << 30);
        let units = report("load(b)").used - report("").used;
        let bytes: u64 = report("print(#b)").text.trim().parse().expect("it is a number");
        assert!(2 * units >= bytes, "{name}: {units} units for {bytes} bytes");
    }
}

/// What a run may allocate beyond the limit: besides some small things, the collector's list of what it found, here tens
/// of thousands of functions.
const SLACK: u64 = 512 << 10;

#[test]
fn memory_limits_hold_for_chunks_of_all_shapes() {
    for limit in [16 << 20, 24 << 20, 40 << 20] {
        for (name, chunk) in CHUNKS {
            for load in ["load(b)", "load(b .. 'x')", "load(function() local r = b b = nil return r end)"] {
                let program = format!("local b {chunk} local r = {{}} for i = 1, 20 do r[i] = {load} end");
                let mut step = Step::Pending;
                let allocated =
                    allocation_counter::measure(|| step = run(&program, 10_000, u64::MAX, limit).step);
                let most = allocated.bytes_max;
                assert!(
                    matches!(step, Step::Returned | Step::Failed | Step::Stopped(Stop::Memory)),
                    "{name}: {step:?}"
                );
                assert!(most <= limit as u64 + SLACK, "{name} {load}: {most} bytes of {limit}");
            }
        }
    }
}
