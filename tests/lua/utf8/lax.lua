print(utf8.len("\u{7FFFFFFF}"))  --> nil	1
print(utf8.len("\u{7FFFFFFF}", 1, -1, true))  --> 1
print(utf8.codepoint("\u{7FFFFFFF}", 1, 1, true))  --> 2147483647
print(utf8.len("\xED\xA0\x80"))  --> nil	1
print(utf8.len("\xED\xA0\x80", 1, -1, true))  --> 1
print(utf8.len("\xF4\x90\x80\x80"))  --> nil	1
print(utf8.len("\xF4\x90\x80\x80", 1, -1, true))  --> 1
print(utf8.len("\xC0\x80", 1, -1, true))  --> nil	1
print(utf8.len("\xFE", 1, -1, true))  --> nil	1
print(#utf8.char(0x7FFFFFFF), #utf8.char(0x3FFFFFF), #utf8.char(0x1FFFFF))  --> 6	5	4
print(utf8.codepoint(utf8.char(0x4000000), 1, 1, true))  --> 67108864
local codes = {}
for _, c in utf8.codes("a\u{200000}b", true) do codes[#codes + 1] = c end
print(table.concat(codes, " "))  --> 97 2097152 98
print(pcall(utf8.codepoint, "\u{7FFFFFFF}"))  --> false	invalid UTF-8 code
print(pcall(utf8.codepoint, "\xED\xA0\x80"))  --> false	invalid UTF-8 code
print(pcall(function() for _ in utf8.codes("a\u{200000}") do end end))  --> false	lax.lua:17: invalid UTF-8 code
print(pcall(utf8.char, 0x80000000))  --> false	bad argument #1 to 'utf8.char' (value out of range)
print(pcall(utf8.char, -1))  --> false	bad argument #1 to 'utf8.char' (value out of range)
