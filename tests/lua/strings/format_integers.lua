print(string.format("[%d]", 42))  --> [42]
print(string.format("[%i]", -42))  --> [-42]
print(string.format("[%5d]", 42))  --> [   42]
print(string.format("[%-5d]", 42))  --> [42   ]
print(string.format("[%05d]", -42))  --> [-0042]
print(string.format("[%+d]", 42))  --> [+42]
print(string.format("[% d]", 42))  --> [ 42]
print(string.format("[%.3d]", 7))  --> [007]
print(string.format("[%8.3d]", -7))  --> [    -007]
print(string.format("[%-8.3d]", 7))  --> [007     ]
print(string.format("[%+.3d]", 7))  --> [+007]
print(string.format("[%.0d]", 0))  --> []
print(string.format("[%u]", 42))  --> [42]
print(string.format("[%u]", -1))  --> [18446744073709551615]
print(string.format("[%x]", 255))  --> [ff]
print(string.format("[%X]", 255))  --> [FF]
print(string.format("[%#x]", 255))  --> [0xff]
print(string.format("[%#X]", 255))  --> [0XFF]
print(string.format("[%o]", 8))  --> [10]
print(string.format("[%#o]", 8))  --> [010]
print(string.format("[%x]", -1))  --> [ffffffffffffffff]
print(string.format("[%08x]", 48879))  --> [0000beef]
print(string.format("[%.4x]", 255))  --> [00ff]
print(string.format("[%d]", "10"))  --> [10]
print(string.format("[%d]", 3.0))  --> [3]
print(string.format("[%d]", "0x10"))  --> [16]
print(string.format("[%d]", math.mininteger))  --> [-9223372036854775808]
print(string.format("[%99d]", 1))  --> [                                                                                                  1]
print(pcall(string.format, "%d", 3.5))  --> false	bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d", "x"))  --> false	bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%d", 2^63))  --> false	bad argument #2 to 'string.format' (number has no integer representation)
print(pcall(string.format, "%d", {}))  --> false	bad argument #2 to 'string.format' (number expected, got table)
print(pcall(string.format, "%100d", 1))  --> false	invalid conversion specification: '%100d'
print(pcall(string.format, "%.100d", 1))  --> false	invalid conversion specification: '%.100d'
print(pcall(string.format, "%#d", 1))  --> false	invalid conversion specification: '%#d'
print(pcall(string.format, "%+x", 1))  --> false	invalid conversion specification: '%+x'
print(pcall(string.format, "% u", 1))  --> false	invalid conversion specification: '% u'
print(pcall(string.format, "%ld", 1))  --> false	invalid conversion '%l' to 'format'
