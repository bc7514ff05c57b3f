print(7 // 2, -7 // 2, 7 // -2, -7 // -2)  --> 3	-4	-4	3
print(6 // 2, -6 // 2, 6 // -2, -6 // -2)  --> 3	-3	-3	3
print(7.0 // 2, -7 // 2.0, 7.5 // 2, -7.5 // 2)  --> 3.0	-4.0	3.0	-4.0
print(1 // math.huge, -1 // math.huge, 1 // -math.huge, 0.0 // 1, -0.0 // 1)  --> 0.0	-0.0	-0.0	0.0	-0.0
print(5.3 // 0, -5.3 // 0, math.huge // 1)  --> inf	-inf	inf
print(0 // 5, 0 // -5, 1 // 2, -1 // 2)  --> 0	0	0	-1
print(math.mininteger // 1, math.mininteger // 2, math.maxinteger // -1)  --> -9223372036854775808	-4611686018427387904	-9223372036854775807
print(math.mininteger // math.maxinteger, math.maxinteger // math.mininteger)  --> -2	-1
local a, b = -7, 2
print(a // b, a // -b, -a // b, -a // -b, a // 2, -7 // b)  --> -4	3	3	-4	-4	-4
print(3.5 // 0.5, -3.5 // 0.4, 1e308 // 1e-308)  --> 7.0	-9.0	inf
print(0.0 / 0 ~= 0.0 / 0, math.huge // math.huge ~= math.huge // math.huge)  --> true	true
