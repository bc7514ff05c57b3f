-- Strings convert to numbers in arithmetic.
print("10" + 5, "3" * "4", "10" - 1, "7" // "2", "7" % 4)  --> 15	12	9	3	3
print("1.5" + 1, "0x10" + 0, "1e1" + 0, "10" / 2, "2" ^ 3)  --> 2.5	16	10.0	5.0	8.0
print(" 10 " + 1, "\t0x1p4\n" + 0, -"2", -"2.0", -" 0x10 ")  --> 11	16.0	-2	-2.0	-16
print(math.type("10" + 1), math.type("10.0" + 1), math.type("3" * 1.0))  --> integer	float	float
print("9223372036854775807" + 1, "9223372036854775808" + 0)  --> -9223372036854775808	9.2233720368548e+18
print(pcall(function() return "abc" + 1 end))  --> false	string_arithmetic.lua:7: attempt to add a 'string' with a 'number'
print(pcall(function() return 1 + "1a" end))  --> false	string_arithmetic.lua:8: attempt to add a 'number' with a 'string'
print(pcall(function() return "" + 1 end))  --> false	string_arithmetic.lua:9: attempt to add a 'string' with a 'number'
print(pcall(function() return " " * 1 end))  --> false	string_arithmetic.lua:10: attempt to mul a 'string' with a 'number'
print(pcall(function() return -"x" end))  --> false	string_arithmetic.lua:11: attempt to unm a 'string' with a 'string'
print(pcall(function() return {} + "1" end))  --> false	string_arithmetic.lua:12: attempt to add a 'table' with a 'string'
print(pcall(function() return "10" + {} end))  --> false	string_arithmetic.lua:13: attempt to add a 'string' with a 'table'
print(pcall(function() return "1e" + 1 end))  --> false	string_arithmetic.lua:14: attempt to add a 'string' with a 'number'
print(pcall(function() return "0x" + 1 end))  --> false	string_arithmetic.lua:15: attempt to add a 'string' with a 'number'
print(pcall(function() return "1 2" + 1 end))  --> false	string_arithmetic.lua:16: attempt to add a 'string' with a 'number'
print(pcall(function() return "1\0" + 1 end))  --> false	string_arithmetic.lua:17: attempt to add a 'string' with a 'number'
print(pcall(function() return "nan" + 1 end), pcall(function() return "inf" + 1 end))  --> false	false	string_arithmetic.lua:18: attempt to add a 'string' with a 'number'
print("10" + "5" == 15, "10" .. 5 == "105", "10" == 10)  --> true	true	false
local a, b = "6", 4
print(a + b, a - b, a * b, a / b, a % b, a // b, b - a, a + 1, 1 + a, a - 1, 1 - a)  --> 10	2	24	1.5	2	1	-2	7	7	5	-5
