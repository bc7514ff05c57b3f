print(string.packsize(""))  --> 0
print(string.packsize("b"))  --> 1
print(string.packsize("h"))  --> 2
print(string.packsize("i"))  --> 4
print(string.packsize("l"))  --> 8
print(string.packsize("j"))  --> 8
print(string.packsize("T"))  --> 8
print(string.packsize("f"))  --> 4
print(string.packsize("d"))  --> 8
print(string.packsize("n"))  --> 8
print(string.packsize("i7"))  --> 7
print(string.packsize("c10"))  --> 10
print(string.packsize("x"))  --> 1
print(string.packsize("!8 b i8"))  --> 16
print(string.packsize("!4 b i8"))  --> 12
print(string.packsize("<!8 b d h"))  --> 18
print(string.packsize("bXi4"))  --> 1
print(string.packsize("!4 bXi4"))  --> 4
print(pcall(string.packsize, "s"))  --> false	bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "z"))  --> false	bad argument #1 to 'string.packsize' (variable-length format)
print(pcall(string.packsize, "y"))  --> false	invalid format option 'y'
print(pcall(string.packsize, "c"))  --> false	missing size for format option 'c'
print(pcall(string.packsize, "i17"))  --> false	integral size (17) out of limits [1,16]
print(pcall(string.packsize, "X"))  --> false	bad argument #1 to 'string.packsize' (invalid next option for option 'X')
print(pcall(string.packsize, "!3i4"))  --> false	bad argument #1 to 'string.packsize' (format asks for alignment not power of 2)
print(pcall(string.packsize, "c2147483647c1"))  --> false	invalid format option '7'
print(pcall(string.packsize))  --> false	bad argument #1 to 'string.packsize' (string expected, got no value)
print(pcall(string.packsize, {}))  --> false	bad argument #1 to 'string.packsize' (string expected, got table)
