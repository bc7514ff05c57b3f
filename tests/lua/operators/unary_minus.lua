print(-5, - 5, -5.5, -0, -(-5))  --> -5	-5	-5.5	0	5
print(-math.mininteger == math.mininteger, -math.maxinteger == math.mininteger + 1)  --> true	true
print(-"10", -"0x10", -"1.5", - "-3")  --> -10	-16	-1.5	3
print(-0.0, 0 == -0, 1 / -0 == math.huge)  --> -0.0	true	true
local x = 7
print(-x, - -x, -x + x, -x ^ 2, (-x) ^ 2, 2 - -x, 2 - - -x)  --> -7	7	0	-49.0	49.0	9	-5
print(pcall(function() return -nil end))  --> false	unary_minus.lua:7: attempt to perform arithmetic on a nil value
print(pcall(function() return -{} end))  --> false	unary_minus.lua:8: attempt to perform arithmetic on a table value
print(pcall(function() return -print end))  --> false	unary_minus.lua:9: attempt to perform arithmetic on a function value (global 'print')
print(pcall(function() return -undefined end))  --> false	unary_minus.lua:10: attempt to perform arithmetic on a nil value (global 'undefined')
print(pcall(function(v) return -v end, true))  --> false	unary_minus.lua:11: attempt to perform arithmetic on a boolean value (local 'v')
print(pcall(function() return -x.y end))  --> false	unary_minus.lua:12: attempt to index a number value (upvalue 'x')
