--! /tmp/specgen/mlua: attempt to compare string with number
--! stack traceback:
--! 	[C]: in function 'math.max'
--! 	abs_max_min.lua:9: in main chunk
--! 	[C]: in ?
print(math.abs(-5), math.abs(5), math.abs(-1.5), math.abs(-0.0), math.abs(math.mininteger), math.abs(-1/0))  --> 5	5	1.5	0.0	-9223372036854775808	inf
print(math.max(1, 2, 3), math.max(3, 2.5), math.max(-1), math.max(1, 1.0), math.max(1.0, 1), math.max(2^53, 1))  --> 3	3	-1	1	1.0	9.007199254741e+15
print(math.min(1, 2, 3), math.min(3, 2.5), math.min(-1), math.min(1, 1.0), math.min(1.0, 1))  --> 1	2.5	-1	1	1.0
print(math.max("10", 9), math.min("10", 9), math.max(1, math.huge), math.min(1, -math.huge))
print(math.max(math.maxinteger, 2^63), math.min(math.mininteger, -2^63), math.max(math.maxinteger, math.maxinteger - 1))
print(pcall(math.max))
print(pcall(math.min))
print(pcall(math.max, 1, "x"))
print(pcall(math.abs, nil))
print(pcall(math.min, {}))
