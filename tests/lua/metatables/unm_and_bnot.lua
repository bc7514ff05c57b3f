-- Unary metamethods get their operand twice.
local mt = {
  __unm = function(a, b, ...) return rawequal(a, b), select("#", ...) end,
  __bnot = function(a, b, ...) return rawequal(a, b) and "bnot" end,
  __len = function(a, b) return rawequal(a, b) and "len" end,
}
local t = setmetatable({}, mt)
print(-t, ~t, #t)  --> true	bnot	len
print(- -5, -(-t == true and 1 or 2))  --> 5	-1
print(pcall(function() return -{} end))  --> false	unm_and_bnot.lua:10: attempt to perform arithmetic on a table value
print(pcall(function() return ~{} end))  --> false	unm_and_bnot.lua:11: attempt to perform bitwise operation on a table value
print(pcall(function() local u = {}; return -u.x end))  --> false	unm_and_bnot.lua:12: attempt to perform arithmetic on a nil value (field 'x')
print(pcall(function() return ~1.5 end))  --> false	unm_and_bnot.lua:13: number has no integer representation
