print(string.match("key = val", "(%w+) = (%w+)"))  --> key	val
print(string.match("2024-01-02", "(%d+)-(%d+)-(%d+)"))  --> 2024	01	02
print(string.match("  trimmed  ", "^%s*(.-)%s*$"))  --> trimmed
print(string.match("abc", "x"))  --> nil
print(string.match("abc", "()b()"))  --> 2	3
print(string.match("[[x]]", "%[%[(.*)%]%]"))  --> x
print(string.match("f(a(b)c)d", "%b()"))  --> (a(b)c)
print(string.match("THE (quick) fox", "%f[%a]%a+%f[%A]"))  --> THE
print(string.match("abab", "(ab)%1"))  --> ab
print(string.match("hello", "l-o"))  --> llo
print(string.match("aaa", "a-b"))  --> nil
print(string.match("0x1F", "^0[xX](%x+)$"))  --> 1F
print(string.match("abc", ".", -1))  --> c
print(string.match("abc", "b", 10))  --> nil
print(string.match("abc", ".-"))  -->
print(string.match("äö", "[\xc3][\xa4]") == "ä")  --> true
print(string.match(12345, 34))  --> 34
print(pcall(string.match, "a", "a", "x"))  --> false	bad argument #3 to 'string.match' (number expected, got string)
print(pcall(string.match))  --> false	bad argument #1 to 'string.match' (string expected, got no value)
print(pcall(string.match, {}, "a"))  --> false	bad argument #1 to 'string.match' (string expected, got table)
print(pcall(string.match, "a", "(()"))  --> false	unfinished capture
print(pcall(string.match, "abc", "[a-"))  --> false	malformed pattern (missing ']')
print(pcall(string.match, "abc", "%bx"))  --> false	malformed pattern (missing arguments to '%b')
