print(tonumber("ff", 16), tonumber("FF", 16), tonumber("z", 36), tonumber("Z", 36), tonumber("777", 8), tonumber("1010", 2))  --> 255	255	35	35	511	10
print(tonumber("-ff", 16), tonumber("- ff", 16), tonumber("  10  ", 2), tonumber("1 0", 2), tonumber("+1", 2))  --> -255	nil	2	nil	1
print(tonumber("8", 8), tonumber("2", 2), tonumber("g", 16), tonumber("", 10), tonumber(" ", 10), tonumber("-", 10))  --> nil	nil	nil	nil	nil	nil
print(tonumber("1.0", 10), tonumber("1e1", 10), tonumber("1e1", 16), tonumber("0x10", 16), tonumber("10\0", 10))  --> nil	nil	481	nil	nil
print(tonumber("7fffffffffffffff", 16), tonumber("ffffffffffffffff", 16), tonumber("10000000000000000", 16), tonumber("-8000000000000000", 16))  --> 9223372036854775807	-1	0	-9223372036854775808
print(tonumber("zzzzzzzzzzzzzzzzzzzz", 36), tonumber("10", 36), tonumber("10", 3), tonumber("10", 10.0), tonumber("11", "2"))  --> 2299123893656354815	36	3	10	3
print(pcall(tonumber, "10", 1))  --> false	bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, "10", 37))  --> false	bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, "10", 0))  --> false	bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, "10", -2))  --> false	bad argument #2 to 'tonumber' (base out of range)
print(pcall(tonumber, 10, 16))  --> false	bad argument #1 to 'tonumber' (string expected, got number)
print(pcall(tonumber, nil, 16))  --> false	bad argument #1 to 'tonumber' (string expected, got nil)
print(pcall(tonumber, {}, 16))  --> false	bad argument #1 to 'tonumber' (string expected, got table)
print(pcall(tonumber, "10", 2.5))  --> false	bad argument #2 to 'tonumber' (number has no integer representation)
print(pcall(tonumber, "10", {}))  --> false	bad argument #2 to 'tonumber' (number expected, got table)
print(tonumber("10", nil))  --> 10
