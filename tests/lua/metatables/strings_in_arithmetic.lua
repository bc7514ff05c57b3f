-- Strings have arithmetic of their own; tables with metamethods take part in it.
print("10" + 5, "3" * "4", -"2", "7" // 2, "2" ^ 2, "0x10" + 0, "1e1" - 1, "5" % 3)  --> 15	12	-2	3	4.0	16	9.0	2
local t = setmetatable({}, {__add = function(a, b) return type(a) .. "+" .. type(b) end,
  __unm = function() return "unm" end})
print("x" + t, t + "x", "10" + t, -t)  --> string+table	table+string	string+table	unm
print(pcall(function() return "a" + 1 end))  --> false	strings_in_arithmetic.lua:6: attempt to add a 'string' with a 'number'
print(pcall(function() return 1 + "a" end))  --> false	strings_in_arithmetic.lua:7: attempt to add a 'number' with a 'string'
print(pcall(function() return "a" + {} end))  --> false	strings_in_arithmetic.lua:8: attempt to add a 'string' with a 'table'
print(pcall(function() return {} + "a" end))  --> false	strings_in_arithmetic.lua:9: attempt to add a 'table' with a 'string'
print(pcall(function() return -"a" end))  --> false	strings_in_arithmetic.lua:10: attempt to unm a 'string' with a 'string'
print(pcall(function() return "10" + {} end))  --> false	strings_in_arithmetic.lua:11: attempt to add a 'string' with a 'table'
print(pcall(function() return "1" & 1.5 end))  --> false	strings_in_arithmetic.lua:12: attempt to perform bitwise operation on a string value (constant '1')
print(pcall(function() return "3" | 4 end))  --> false	strings_in_arithmetic.lua:13: attempt to perform bitwise operation on a string value (constant '3')
-- the metamethods of strings can be replaced
local mt = getmetatable("")
local old = mt.__add
mt.__add = function(a, b) return "replaced" end
print("a" + 1, 1 + "b", "1" + "2", 1 + 2)  --> replaced	replaced	replaced	3
mt.__add = nil
print(pcall(function() return "1" + "2" end))  --> false	strings_in_arithmetic.lua:20: attempt to perform arithmetic on a string value (constant '1')
mt.__add = old
print("1" + "2")  --> 3
