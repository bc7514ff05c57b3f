use super::run::expect;

#[test]
fn strings_are_built_in_pieces() {
    expect("local s = ('x'):rep(8000000) print(#s, s:sub(-2))", "8000000\txx");
    expect("local s = ('abc'):rep(2000000, ', ') print(#s, s:sub(-9))", "9999998\t abc, abc");
    expect("print(#('x'):rep(6000000):sub(2, -2))", "5999998");
    expect("local s = ('aB'):rep(2000000) print(s:upper():sub(-2), s:lower():sub(-2))", "AB\tab");
    expect("local s = ('x'):rep(4000000) .. 'y' print(s:reverse():sub(1, 3))", "yxx");
}

#[test]
fn bytes_and_codes() {
    expect("print(select('#', ('x'):rep(900000):byte(1, -1)))", "900000");
    expect(
        "print(pcall(string.byte, ('x'):rep(1000000), 1, -1))",
        "false\tstack overflow (string slice too long)",
    );
    expect("print(#string.char(('x'):rep(500000):byte(1, -1)))", "500000");
    expect("print(#utf8.char(utf8.codepoint(('é'):rep(300000), 1, -1)))", "600000");
    expect(
        "print(utf8.len(('é'):rep(1000000)), utf8.len(('x'):rep(1000000) .. '\\xff'))",
        "1000000\tnil\t1000001",
    );
    expect(
        "local s = ('é'):rep(500000) print(utf8.offset(s, 400000), utf8.offset(s, -400000))",
        "799999\t200001",
    );
    expect("print(utf8.offset('é' .. ('\\x80'):rep(1000000), 0, 1000000))", "1");
    expect("local s, n = ('é'):rep(100000), 0 for _ in utf8.codes(s) do n = n + 1 end print(n)", "100000");
}

#[test]
fn searches_stop_in_the_middle_of_a_match() {
    expect("print((('a'):rep(60)):find(('a?'):rep(13) .. ('a'):rep(50) .. 'b'))", "nil");
    expect("print(('x'):rep(4000000):find('y'))", "nil");
    expect("print(('x'):rep(4000000):find('xy', 1, true))", "nil");
    expect("local s = ('x'):rep(3000000) print((s .. 'y'):find(s .. 'y', 1, true))", "1\t3000001");
    expect("print(#('x'):rep(3000000):match('x*'), #('x'):rep(3000000):match('(x-)$'))", "3000000\t3000000");
    expect("print((('('):rep(1000000) .. (')'):rep(1000000)):find('%b()'))", "1\t2000000");
    expect("local s = ('x'):rep(1000000) print(#(s .. 'y' .. s .. 'z'):match('^(x*)y%1z'))", "1000000");
    expect("print((('ab'):rep(20)):find('(.-)(.-)(.-)%1%2%3x'))", "nil");
    expect("print(('x'):rep(250):find('.-.-y'))", "nil");
    expect("print(('x'):rep(100000):find('[' .. ('abc'):rep(100) .. ']'))", "nil");
    expect("print(('x'):rep(1000):find('[' .. ('abc'):rep(2000000) .. ']'))", "nil");
    expect("print(('c'):rep(1000):gsub('[' .. ('%d'):rep(2000000) .. 'c-c]', ''))", "\t1000");
    expect(
        "print(pcall(string.find, 'x', '[' .. ('[a'):rep(3000000)))",
        "false\tmalformed pattern (missing ']')",
    );
    expect("for s in ('ab'):gmatch('[' .. ('b'):rep(4000000) .. ']') do print(s) end", "b");
}

#[test]
fn matches_are_found_and_replaced_in_pieces() {
    expect("print(select(2, ('a'):rep(200000):gsub('a', 'b')))", "200000");
    expect("print(#(('a'):rep(1000):gsub('.*', ('%0'):rep(3000))))", "3000000");
    expect("print(#(('a'):rep(100000):gsub('a', {a = ('b'):rep(100)})))", "10000000");
    expect("print(#(('a'):rep(50000):gsub('a', function() return 'bb' end)))", "100000");
    expect("print(#(('a'):rep(3000000):gsub('b', 'c')))", "3000000");
    expect("print(#(('a'):rep(3000000):gsub('^a', 'bc')))", "3000001");
    expect("print(select(2, ('a'):rep(1000):gsub('.-b', '')))", "0");
    expect("print(#(('a'):rep(2000000):gsub('(a*)', function(s) return s .. s end)))", "4000000");
    expect("local n = 0 for w in ('a '):rep(50000):gmatch('%a') do n = n + 1 end print(n)", "50000");
    expect("for s in ('a'):rep(3000000):gmatch('a*') do print(#s) end", "3000000");
}

#[test]
fn formats_take_long_arguments() {
    expect("print(#string.format('%s|%s', ('x'):rep(2000000), ('y'):rep(2000000)))", "4000001");
    expect("print(#string.format('%q', ('\\0'):rep(1000000)))", "2000002");
    expect("print(#string.format(('x'):rep(4000000)))", "4000000");
    expect("print(#string.format(('%%'):rep(1000000)))", "1000000");
    expect("print(#string.format(('%d'):rep(90000), ('1'):rep(90000):byte(1, -1)))", "180000");
}

#[test]
fn values_are_packed_in_pieces() {
    expect("print(#string.pack('s4z', ('x'):rep(2000000), ('y'):rep(2000000)))", "4000005");
    expect("print(#string.pack('c8000000', 'x'))", "8000000");
    expect("print(string.packsize(('b'):rep(1000000)))", "1000000");
    expect("print(#string.pack((' '):rep(1000000)))", "0");
    expect("print(#string.unpack('z', ('x'):rep(4000000) .. '\\0'))", "4000000");
    expect("print(select('#', string.unpack(('b'):rep(500000), ('x'):rep(500000))))", "500001");
}

#[test]
fn escapes_in_templates_are_charged() {
    expect(
        "local r = ('%%'):rep(100000) print(#string.gsub('aaa', 'a', r), #string.format(r))",
        "300000\t100000",
    );
    expect("local r = ('%1'):rep(30000) print(#string.gsub('abab', '()b', r))", "60002");
}

#[test]
fn strings_without_zeros_are_searched_in_pieces() {
    let text = "local s = ('x'):rep(4000000)";
    expect(&format!("{text} print(#string.format('%.5s', s), #string.format('%9s', s))"), "5\t4000000");
    expect(
        &format!("{text} print(#string.pack('z', s), pcall(string.pack, 'z', s .. '\\0'))"),
        "4000001\tfalse\tbad argument #2 to 'string.pack' (string contains zeros)",
    );
}

#[test]
fn long_texts_are_raised_and_printed_in_pieces() {
    let text = "local s = ('x'):rep(4000000)";
    expect(
        &format!("{text} local ok, e = pcall(function() error(s) end) print(ok, #e, e:sub(1, 10))"),
        "false\t4000009\tinput:1: x",
    );
    expect(&format!("{text} local ok, e = pcall(error, s, 0) print(ok, #e)"), "false\t4000000");
    let printed = super::run::check(&format!("{text} print(s, 1, s)"));
    assert_eq!(printed.len(), 8_000_004);
}
