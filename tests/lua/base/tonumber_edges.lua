print(tonumber("0x"))  --> nil
print(tonumber("0x.8p1"))  --> 1.0
print(tonumber("0x1p"))  --> nil
print(tonumber("1e"))  --> nil
print(tonumber("5."))  --> 5.0
print(tonumber(".5"))  --> 0.5
print(tonumber("."))  --> nil
print(tonumber("inf"))  --> nil
print(tonumber("nan"))  --> nil
print(tonumber("1_0"))  --> nil
print(tonumber("0b1"))  --> nil
print(tonumber("- 1"))  --> nil
print(tonumber("--1"))  --> nil
print(tonumber("1e309"))  --> inf
print(tonumber("9223372036854775808"))  --> 9.2233720368548e+18
print(tonumber("-9223372036854775808"))  --> -9223372036854775808
print(tonumber("0x1ffffffffffffffff"))  --> -1
print(tonumber("0x1p-1100"))  --> 0.0
print(tonumber("10\0"))  --> nil
print(tonumber(" \t10\n"))  --> 10
print(tonumber("zz", 36))  --> 1295
print(tonumber("-ff", 16))  --> -255
print(tonumber("8", 8))  --> nil
print(tonumber("1.0", 10))  --> nil
print(tonumber("7fffffffffffffff", 16))  --> 9223372036854775807
print(tonumber("ffffffffffffffffff", 16))  --> -1
print(tonumber("- f", 16))  --> nil
print(tonumber("", 10))  --> nil
print(pcall(tonumber))  --> false	bad argument #1 to 'tonumber' (value expected)
print(pcall(tonumber, 10, 10))  --> false	bad argument #1 to 'tonumber' (string expected, got number)
print(pcall(tonumber, "1", 1))  --> false	bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, "1", 37))  --> false	bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, {}, 10))  --> false	bad argument #1 to 'tonumber' (string expected, got table)
print(pcall(tonumber, "1", "x"))  --> false	bad argument #2 to 'tonumber' (number expected, got string)
print(tonumber(nil), tonumber({}), tonumber(true))  --> nil	nil	nil
