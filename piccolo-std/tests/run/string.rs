use crate::check;

#[test]
fn patterns_find_match_and_replace() {
    check(
        "print(string.find('hello world', 'o w')) print(string.find('a.b', '.', 1, true)) print(string.find('abc', 'b', -1))
         print(string.match('key = value', '(%w+)%s*=%s*(%w+)')) print(string.match('2024-01-02', '(%d+)-(%d+)-(%d+)'))
         print(string.gsub('hello', 'l', {l = 'L'})) print(string.gsub('abc', '', '-')) print(string.gsub('abc', '%w', '%0%0', 2))
         print(string.gsub('$name is $age', '%$(%w+)', {name = 'Bob', age = 42}))
         print(string.gsub('abc', 'b', function() return false end))
         for k, v in string.gmatch('a=1, b=2', '(%w+)=(%w+)') do print(k, v) end
         for p in string.gmatch('abc', '()') do io = p end print(io)",
        "5\t7\n2\t2\nnil\nkey\tvalue\n2024\t01\t02\nheLLo\t2\n-a-b-c-\t4\naabbc\t2\nBob is 42\t2\nabc\t1\n\
         a\t1\nb\t2\n4",
    );
}

#[test]
fn replacements_are_looked_up_with_metamethods() {
    check(
        "print((string.gsub('a b', '%w', setmetatable({}, {__index = function(_, k) return k:upper() end}))))",
        "A B",
    );
}

#[test]
fn format_converts_everything() {
    check(
        "print(string.format('%5d|%-5d|%05.1f|%x|%s|%q|%%|%c|%g|%i', 42, 42, 3.14159, 255, nil, 'a\\nb', 65, 0.1, 3.0))
         print(string.format('%s %s', setmetatable({}, {__tostring = function() return 'object' end}), {} ~= nil))
         print(string.format('%10.3s|%-10s|', 'abcdef', setmetatable({}, {__tostring = function() return 'x' end})))
         print(string.format('%q %q %q %q', 1 / 3, math.mininteger, 1 / 0, true))
         print(string.format('%a %.2a', 1, 0.1), string.format('%p', 1))",
        "   42|42   |003.1|ff|nil|\"a\\\nb\"|%|A|0.1|3\nobject true\n       abc|x         |\n\
         0x1.5555555555555p-2 0x8000000000000000 1e9999 true\n0x1p+0 0x1.9ap-4\t(null)",
    );
}

#[test]
fn strings_do_arithmetic() {
    check(
        "print('10' + 5, '3' * '4', '7' // 2, -'2', '0x10' + 0, '1e1' % 3, 2 ^ '3')
         print(pcall(function() return 'a' + 1 end)) print(pcall(function() return {} + '1' end))
         print('5' + setmetatable({}, {__add = function(a, b) return a .. '!' end}))",
        "15\t12\t3\t-2\t16\t1.0\t8.0\nfalse\tinput:2: attempt to add a 'string' with a 'number'\n\
         false\tinput:2: attempt to add a 'table' with a 'string'\n5!",
    );
}

#[test]
fn methods_work_on_literals() {
    check(
        "print(('x'):rep(3, '-'), ('abc'):upper(), ('ABC'):lower(), ('abc'):reverse(), #('abc'):sub(2), ('abc'):byte(-1))
         print(('%d'):format(7), ('abc'):len(), ('a,b'):find(',', 1, true), string.char(72, 105))",
        "x-x-x\tABC\tabc\tcba\t2\t99\n7\t3\t2\tHi",
    );
}
