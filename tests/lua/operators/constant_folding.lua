-- Folding keeps signed zeros, NaN and errors at run time.
print(0.0, -0.0, 0 * -1, 0.0 * -1, -0.0 + 0, 0 - 0.0)  --> 0.0	-0.0	0	-0.0	0.0	0.0
print(1 / -0.0, 1 / (0.0 * -1), 1 / (-0.0 + 0.0))  --> -inf	-inf	inf
local a, b = 0.0, -0.0
print(a, b, 1 / a, 1 / b, a == b)  --> 0.0	-0.0	inf	-inf	true
local t = {[0.0] = "zero"}
print(t[-0.0], t[0], t[0 * -1])  --> zero	zero	zero
print(0 / 0 ~= 0 / 0, -(0 / 0) ~= -(0 / 0))  --> true	true
print(pcall(load("return 1 // 0")))  --> false	[string "return 1 // 0"]:1: attempt to divide by zero
print(pcall(load("return 1 % 0")))  --> false	[string "return 1 % 0"]:1: attempt to perform 'n%0'
print(pcall(load("return 5 // (1 - 1)", "=s")))  --> false	s:1: attempt to divide by zero
print(1 // 0.0, 1 % 0.0 ~= 1 % 0.0, 1.0 // 0)  --> inf	true	inf
print(2^53 == 2^53 + 1, 1 << 63 == math.mininteger, 3 | 0.0)  --> true	true	3
print(pcall(load("return 1 | 1.5", "=s")))  --> false	s:1: number has no integer representation
print(pcall(load("return ~1.5", "=s")))  --> false	s:1: number has no integer representation
print(pcall(load("return -{}", "=s")))  --> false	s:1: attempt to perform arithmetic on a table value
print(pcall(load("return 'a' + 1", "=s")))  --> false	s:1: attempt to add a 'string' with a 'number'
print("10" + 1, -"2", 1 .. 2, #"abc" + 1)  --> 11	-2	12	4
print(0x7fffffffffffffff + 1 == math.mininteger, -9223372036854775808 == math.mininteger)  --> true	true
print(math.type(-9223372036854775808), math.type(-0x8000000000000000))  --> float	integer
print(not nil, not 1, not not "x", not (1 == 1), - - -3, ~~7)  --> true	false	true	false	-3	7
print(1e308 * 10 == math.huge, -(1 / 0), 2^1024, 7 // 0.5)  --> true	-inf	inf	14.0
local x <const>, y <const>, z <const> = 5, 2.5, "s"
print(x + y, x * 2, z .. x, -x, ~x, x // 2, x == 5, not x)  --> 7.5	10	s5	-5	-6	2	true	false
