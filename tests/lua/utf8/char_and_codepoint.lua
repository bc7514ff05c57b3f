-- utf8.char encodes, utf8.codepoint decodes.
print(utf8.char(72, 228, 8364, 128512), utf8.char() == "")  --> Hä€😀	true
print(utf8.codepoint("Hä€😀", 1, -1))  --> 72	228	8364	128512
print(utf8.codepoint("ä"), select("#", utf8.codepoint("abc", 3, 2)))  --> 228	0
print(#utf8.char(0x7fffffff), utf8.codepoint(utf8.char(0x7fffffff), 1, 1, true))  --> 6	2147483647
print(pcall(utf8.codepoint, utf8.char(0x7fffffff)))  --> false	invalid UTF-8 code
print(pcall(utf8.codepoint, "\xff"))  --> false	invalid UTF-8 code
print(pcall(utf8.codepoint, "abc", 4))  --> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.codepoint, "abc", 0))  --> false	bad argument #2 to 'utf8.codepoint' (out of bounds)
print(pcall(utf8.char, -1))  --> false	bad argument #1 to 'utf8.char' (value out of range)
for c in ("aä€"):gmatch(utf8.charpattern) do print(#c) end  --> 1
  --> 2
  --> 3
