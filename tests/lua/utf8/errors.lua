print(pcall(utf8.len))  --> false	bad argument #1 to 'utf8.len' (string expected, got no value)
print(pcall(utf8.len, {}))  --> false	bad argument #1 to 'utf8.len' (string expected, got table)
print(pcall(utf8.len, "abc", 5))  --> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, "abc", 1, 4))  --> false	bad argument #3 to 'utf8.len' (final position out of bounds)
print(pcall(utf8.len, "abc", -4))  --> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
print(utf8.len("abc", 4))  --> 0
print(utf8.len("abc\xFFdef"))  --> nil	4
print(utf8.len("\xE6\x97"))  --> nil	1
print(pcall(utf8.codepoint))  --> false	bad argument #1 to 'utf8.codepoint' (string expected, got no value)
print(pcall(utf8.codepoint, "abc", 4))  --> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "abc", 1, 10))  --> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "\xFF"))  --> false	invalid UTF-8 code
print(pcall(utf8.offset, "é", 1, 2))  --> false	initial position is a continuation byte
print(pcall(utf8.offset, "abc"))  --> false	bad argument #2 to 'utf8.offset' (number expected, got no value)
print(pcall(utf8.offset, "abc", 1, 5))  --> false	bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.char, "x"))  --> false	bad argument #1 to 'utf8.char' (number expected, got string)
print(pcall(utf8.codes))  --> false	bad argument #1 to 'utf8.codes' (string expected, got no value)
print(pcall(function() for _ in utf8.codes("a\x80") do end end))  --> false	errors.lua:18: invalid UTF-8 code
print(pcall(function() for _ in utf8.codes("\x80") do end end))  --> false	errors.lua:19: bad argument #1 to 'codes' (invalid UTF-8 code)
print(utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")  --> true
