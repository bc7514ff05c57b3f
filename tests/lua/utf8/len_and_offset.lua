-- utf8.len counts characters, utf8.offset finds them.
local s = "aä€😀"
print(utf8.len(s), utf8.len(""), utf8.len(s, 2), utf8.len(s, -4))  --> 4	0	3	1
print(utf8.len("a\xffb"))  --> nil	2
print(utf8.len("\u{D800}"))  --> nil	1
print(utf8.len("\u{D800}", 1, -1, true))  --> 1
print(utf8.offset(s, 1), utf8.offset(s, 3), utf8.offset(s, 5), utf8.offset(s, 6))  --> 1	4	11	nil
print(utf8.offset(s, -1), utf8.offset(s, -4), utf8.offset(s, -5))  --> 7	1	nil
print(utf8.offset(s, 0, 5), utf8.offset(s, 2, 4), utf8.offset(s, -1, 4))  --> 4	7	2
print(pcall(utf8.offset, s, 1, 3))  --> false	initial position is a continuation byte
print(pcall(utf8.offset, s, 1, 20))  --> false	bad argument #3 to 'utf8.offset' (position out of bounds)
print(pcall(utf8.len, s, 20))  --> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
print(pcall(utf8.len, s, 1, 20))  --> false	bad argument #3 to 'utf8.len' (final position out of bounds)
