local function show(s) return (s:gsub("[^%w]", function(c) return "\\" .. c:byte() end)) end
print(show(string.pack("z", "ab")))  --> ab\0
print(show(string.pack("<s1", "ab")))  --> \2ab
print(show(string.pack("<s2", "ab")))  --> \2\0ab
print(show(string.pack(">s2", "ab")))  --> \0\2ab
print(show(string.pack("<s", "ab")))  --> \2\0\0\0\0\0\0\0ab
print(show(string.pack("c4", "ab")))  --> ab\0\0
print(show(string.pack("c0", "")))  -->
print(show(string.pack("x")))  --> \0
print(show(string.pack("bxb", 1, 2)))  --> \1\0\2
print(show(string.pack("<!4 bi4", 1, 2)))  --> \1\0\0\0\2\0\0\0
print(show(string.pack("<!8 b Xi8", 1)))  --> \1\0\0\0\0\0\0\0
print(show(string.pack("<!4 z Xi4", "a")))  --> a\0\0\0
print(show(string.pack("<f", 1.5)))  --> \0\0\192\63
print(show(string.pack(">d", -2)))  --> \192\0\0\0\0\0\0\0
print(show(string.pack("<n", 1)))  --> \0\0\0\0\0\0\240\63
print(show(string.pack(" < b > h ", 1, 2)))  --> \1\0\2
print(show(string.pack("z", 12)))  --> 12\0
print(pcall(string.pack, "z", "a\0b"))  --> false	bad argument #2 to 'string.pack' (string contains zeros)
print(pcall(string.pack, "s1", ("x"):rep(256)))  --> false	bad argument #2 to 'string.pack' (string length does not fit in given size)
print(pcall(string.pack, "c2", "abc"))  --> false	bad argument #2 to 'string.pack' (string longer than given size)
print(pcall(string.pack, "c", "x"))  --> false	missing size for format option 'c'
print(pcall(string.pack, "y"))  --> false	invalid format option 'y'
print(pcall(string.pack, "X"))  --> false	bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "Xz"))  --> false	bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(pcall(string.pack, "!3 i4", 1))  --> false	bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.pack, "!17 i4", 1))  --> false	integral size (17) out of limits [1,16]
print(pcall(string.pack, "!4 i3", 1))  --> false	bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(pcall(string.pack, "z", {}))  --> false	bad argument #2 to 'string.pack' (string expected, got table)
print(pcall(string.pack, "d", "x"))  --> false	bad argument #2 to 'string.pack' (number expected, got string)
print(pcall(string.pack, "z"))  --> false	bad argument #2 to 'string.pack' (string expected, got nil)
print(pcall(string.pack))  --> false	bad argument #1 to 'string.pack' (string expected, got no value)
