//! Chunks that are loaded by running scripts.

use piccolo_core::{exec::executor::Step, object::error::Stop};

use super::run::{check, expect, run};

/// Programs that put about 2 MB of source into `s`.
const SOURCES: [(&str, &str); 16] = [
    ("statements", "s = ('local a = f(x, 1) x.y = a + 2 '):rep(20):gsub('local a', 'a'):rep(3000)"),
    ("list", "s = 'return {' .. ('1,'):rep(1000000) .. '}'"),
    (
        "records",
        "local t = {} for i = 1, 80000 do t[i] = 'key' .. i .. ' = ' .. i .. '.5,' end s = 'return {' .. table.concat(t) .. '}'",
    ),
    ("operators", "s = 'local a; return a' .. (' + a'):rep(500000)"),
    ("conditions", "s = 'local a; local b = not (a' .. (' and a'):rep(330000) .. ')'"),
    ("string", "s = 'return \"' .. ('x'):rep(2000000) .. '\"'"),
    ("escapes", "s = 'return \"' .. ('\\\\65\\\\n'):rep(400000) .. '\"'"),
    ("brackets", "s = 'return [==[' .. ('x]=]\\n'):rep(400000) .. ']==]'"),
    ("strings", "s = 'local a = [[' .. ('y'):rep(40000) .. ']] ' s = s:rep(50):gsub('local ', '')"),
    ("comment", "s = '--[[' .. ('x\\n'):rep(1000000) .. ']]'"),
    ("spaces", "s = (' \\n'):rep(1000000)"),
    ("numeral", "s = 'return 0.' .. ('0123456789'):rep(200000)"),
    ("name", "s = 'return ' .. ('x'):rep(1000000)"),
    ("functions", "s = ('function f() end '):rep(115000)"),
    ("arms", "s = 'local a; if a then ' .. ('elseif a == 7 then a() '):rep(90000) .. 'end'"),
    (
        "labels",
        "local n = 0 s = ('goto l@ ::l@:: '):rep(60000):gsub('@', function() n = n + 1 return (n + 1) // 2 end)",
    ),
];

#[test]
fn sources_of_all_shapes_are_compiled_in_pieces() {
    for (name, source) in SOURCES {
        let text = check(&format!("local s {source} print(#s, type(load(s, '=s')))"));
        assert!(text.contains("\tfunction"), "{name}: {text}");
    }
}

#[test]
fn readers_are_asked_piece_by_piece() {
    for (name, source) in SOURCES {
        let text = check(&format!(
            "local s {source} local n = 0 local f = load(function() n = n + 1 return s:sub(n * 999 - 998, n * 999) end) print(f ~= nil)"
        ));
        assert_eq!(text, "true\n", "{name}");
    }
    let wrong = "local n = 0 local f, e = load(function() n = n + 1 return 'x = = ' .. ('x = 1 '):rep(1000) end, '=r') print(n, e)";
    assert_eq!(run(wrong, 10, u64::MAX, 1 << 20).text, "1\tr:1: unexpected symbol near '='\n");
}

#[test]
fn deep_nesting_is_compiled_and_refused_in_pieces() {
    let nested = |open: &str, close: &str| {
        format!(
            "local s = ((('{open}'):rep(190) .. ('{close}'):rep(190) .. ' '):rep(1000)) print(type(load(s, '=s')))"
        )
    };
    assert_eq!(check(&nested("do ", "end ")), "function\n");
    assert_eq!(check(&nested("while x do ", "end ")), "function\n");
    let text = check("print(load(('x = 1 '):rep(300000) .. ('do '):rep(1000), '=s'))");
    assert_eq!(text, "nil\tC stack overflow\n");
}

#[test]
fn errors_at_the_end_of_long_sources() {
    let text = check("print(load(('function f() x = 1 end '):rep(80000) .. 'x = = 1', '=s'))");
    assert_eq!(text, "nil\ts:1: unexpected symbol near '='\n");
    let text =
        check("print(#select(2, load(('x = 1 '):rep(100000) .. 'x = \"' .. ('y'):rep(1000000), '=s')))");
    assert_eq!(text, "33\n");
    let text = check("print(#select(2, load('local x \"' .. ('y'):rep(2000000) .. '\"', '=s')))");
    assert_eq!(text, "2000032\n");
    let registers =
        "local s = ('x = 1 '):rep(300000) .. 'return f(' .. ('a, '):rep(300) .. 'a)' print(load(s, '=s'))";
    assert_eq!(check(registers), "nil\ts:1: function or expression needs too many registers near 'a'\n");
}

#[test]
fn fuel_is_charged_in_proportion_to_the_text() {
    for (name, source) in SOURCES {
        let report = |rest: &str| run(&format!("local s {source} {rest}"), 10_000, u64::MAX, 1 << 30);
        let units = report("load(s, '=s')").used - report("").used;
        let bytes: u64 = report("print(#s)").text.trim().parse().expect("it is a number");
        assert!(2 * units >= bytes, "{name}: {units} units for {bytes} bytes");
    }
}

/// What a compilation may allocate beyond the limit.
const SLACK: u64 = 64 << 10;

#[test]
fn memory_limits_hold_for_sources_of_all_shapes() {
    for limit in [8 << 20, 12 << 20, 20 << 20] {
        for (name, source) in SOURCES {
            for load in
                ["load(s, '=s')", "load(function() local r = s s = nil return r end, '=s')", "load(s)"]
            {
                let program = format!("local s {source} local r = {{}} for i = 1, 20 do r[i] = {load} end");
                let mut step = Step::Pending;
                let allocated =
                    allocation_counter::measure(|| step = run(&program, 10_000, u64::MAX, limit).step);
                let most = allocated.bytes_max;
                println!("{name} {load}: {step:?} {most} of {limit}");
                assert!(matches!(step, Step::Returned | Step::Stopped(Stop::Memory)), "{name}: {step:?}");
                assert!(most <= limit as u64 + SLACK, "{name} {load}: {most} bytes of {limit}");
            }
        }
    }
}

#[test]
fn long_numerals_are_read_in_pieces() {
    expect(
        "local s = ('1'):rep(1000000) print(tonumber(s), tonumber(s .. 'x'), tonumber(s, 2))",
        "inf\tnil\t-1",
    );
    expect(
        "local s = '0.' .. ('0'):rep(1000000) .. '5e1000001' print(s + 1, 1 + s, -s, s * s)",
        "6.0\t6.0\t-5.0\t25.0",
    );
    expect(
        "print(pcall(function(s) return s - 1 end, ('1'):rep(1000000) .. 'x'))",
        "false\tinput:1: attempt to sub a 'string' with a 'number'",
    );
}

#[test]
fn functions_are_dumped_in_pieces() {
    expect(
        "local f = load('return {' .. ('1,'):rep(200000) .. '}') print(#string.dump(f) > 1000000)",
        "true",
    );
    expect(
        "local f = load('return [[' .. ('x'):rep(2000000) .. ']]') print(#string.dump(f) > 2000000)",
        "true",
    );
}

#[test]
fn constants_and_functions_are_traced_in_pieces_that_are_paid_for() {
    for (name, source) in [
        ("constants", "for i = 1, 50000 do t[i] = 'x = ' .. i .. '.5 ' end"),
        (
            "strings",
            "for i = 1, 50000 do t[i] = 'x = \"a long string, which has an object of its own ' .. i .. '\"' end",
        ),
        ("functions", "for i = 1, 50000 do t[i] = 'f = function() end ' end"),
    ] {
        let collections = |count: usize| {
            let source = format!(
                "local t = {{}} {source} local f = load(table.concat(t, ' '), '=s') t = nil
                collectgarbage() for i = 1, {count} do collectgarbage() end print(f ~= nil)"
            );
            let report = run(&source, 10_000, u64::MAX, 1 << 30);
            assert_eq!(report.text, "true\n", "{name}");
            report
        };
        // The first ones are paid for by what allocation has cost.
        let (without, with) = (collections(20), collections(30));
        let units = (with.used - without.used) / 10;
        println!("{name}: {units} units for a collection, {} at once", with.most);
        assert!(units > 50_000 / 20, "{name}: a collection takes {units} units");
    }
}

#[test]
fn brackets_are_looked_at_once() {
    let text = check(
        "local n = 0 print(load(function() n = n + 1 if n == 1 then return 'x = [' elseif n < 30000 then return '=' end end, '=s') == nil)",
    );
    assert_eq!(text, "true\n");
    expect("print(#select(2, load('x = [' .. ('='):rep(2000000), '=s')))", "2000043");
    expect("print(#load('return [[]' .. ('='):rep(2000000) .. ']]', '=s')())", "2000001");
    expect("print(#load('return [==[]=' .. (']='):rep(1000000) .. ' ]==]', '=s')())", "2000003");
    expect(
        "local s = ('='):rep(1000000) print(#load('return [' .. s .. '[]' .. s .. '=]' .. s .. ']', '=s')())",
        "1000002",
    );
}

#[test]
fn names_of_chunks_are_copied_in_pieces() {
    expect("local s = ('x = 1 '):rep(500000) print(load(s) ~= nil)", "true");
    expect(
        "local s = '@' .. ('x'):rep(2000000) .. 'z.lua\\0y' print(#select(2, load('x = = ', s)), select(2, load('x = = ', s)):sub(-40))",
        "89\txxxxxz.lua:1: unexpected symbol near '='",
    );
}

#[test]
fn what_is_known_about_functions_is_copied_in_pieces() {
    expect(
        "local i = debug.getinfo(load('return 1', '=' .. ('n'):rep(8000000)), 'S') print(#i.source, i.source:sub(1, 3), #i.short_src)",
        "8000001\t=nn\t59",
    );
    expect(
        "local f = load(('x = 1\\n'):rep(200000)) local n = 0 for line in pairs(debug.getinfo(f, 'L').activelines) do n = n + line end print(n)",
        "20000100000",
    );
}
