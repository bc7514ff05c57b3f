print(math.abs(-5), math.abs(5), math.abs(-1.5), math.abs(-0.0), math.abs(math.mininteger), math.abs(-1/0))  --> 5	5	1.5	0.0	-9223372036854775808	inf
print(math.max(1, 2, 3), math.max(3, 2.5), math.max(-1), math.max(1, 1.0), math.max(1.0, 1), math.max(2^53, 1))  --> 3	3	-1	1	1.0	9.007199254741e+15
print(math.min(1, 2, 3), math.min(3, 2.5), math.min(-1), math.min(1, 1.0), math.min(1.0, 1))  --> 1	2.5	-1	1	1.0
print(math.max(1, math.huge), math.min(1, -math.huge), math.max("10"), pcall(math.max, "10", 9))  --> inf	-inf	10	false	attempt to compare string with number
print(math.max(math.maxinteger, 2^63), math.min(math.mininteger, -2^63), math.max(math.maxinteger, math.maxinteger - 1))  --> 9.2233720368548e+18	-9223372036854775808	9223372036854775807
print(pcall(math.max))  --> false	bad argument #1 to 'math.max' (value expected)
print(pcall(math.min))  --> false	bad argument #1 to 'math.min' (value expected)
print(pcall(math.max, 1, "x"))  --> false	attempt to compare number with string
print(pcall(math.abs, nil))  --> false	bad argument #1 to 'math.abs' (number expected, got nil)
