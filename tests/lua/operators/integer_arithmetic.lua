print(7 + 3, 7 - 10, 7 * 3)  --> 10	-3	21
print(math.type(7 + 3), math.type(7 * 3), math.type(7 / 7), math.type(2 ^ 2))  --> integer	integer	float	float
print(math.maxinteger + 1 == math.mininteger, math.mininteger - 1 == math.maxinteger)  --> true	true
print(math.maxinteger * 2, math.mininteger * -1, math.maxinteger * math.maxinteger)  --> -2	-9223372036854775808	1
print(-math.mininteger, math.mininteger // -1, math.mininteger % -1)  --> -9223372036854775808	-9223372036854775808	0
local max, min, one = math.maxinteger, math.mininteger, 1
print(max + one == min, min - one == max, -min == min, min // -one == min, min % -one)  --> true	true	true	true	0
print(max * 2.0, max + 1.0, max + 0.0 == 2^63)  --> 1.844674407371e+19	9.2233720368548e+18	true
print(5 // 0.0, -5 // 0.0, 0 / 0 ~= 0 / 0)  --> inf	-inf	true
print(pcall(function(a) return 1 // a end, 0))  --> false	integer_arithmetic.lua:10: attempt to divide by zero
print(pcall(function(a) return 1 % a end, 0))  --> false	integer_arithmetic.lua:11: attempt to perform 'n%0'
print(pcall(function(a) return a // 0 end, 1))  --> false	integer_arithmetic.lua:12: attempt to divide by zero
print(pcall(function(a) return a % 0 end, 1))  --> false	integer_arithmetic.lua:13: attempt to perform 'n%0'
local x = 10
x = x + 1 x = x - 20 x = x * 3 x = 100 - x x = 2 * x
print(x)  --> 254
print(x + 255, x - 255, x + 256, x - 256, x + -1, x - -1)  --> 509	-1	510	-2	253	255
