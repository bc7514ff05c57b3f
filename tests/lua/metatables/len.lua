local t = setmetatable({1, 2, 3}, {__len = function(self) return "length of " .. rawlen(self) end})
print(#t, rawlen(t))  --> length of 3	3
local n = setmetatable({}, {__len = function() return 1.5, 2 end})
print(#n)  --> 1.5
local z = setmetatable({}, {__len = function() end})
print(#z)  --> nil
-- strings ignore a __len of their metatable
getmetatable("").__len = function() return "never" end
print(#"abc")  --> 3
getmetatable("").__len = nil
-- users of the length
local lie = setmetatable({"a", "b", "c"}, {__len = function() return 2 end})
print(table.concat(lie, " "), table.unpack(lie))  --> a b	a	b
table.insert(lie, "x")
print(rawlen(lie), lie[3])  --> 3	x
print(table.remove(lie), lie[2])  --> b	nil
local bad = setmetatable({}, {__len = function() return "x" end})
print(pcall(table.concat, bad))  --> false	object length is not an integer
print(pcall(table.unpack, bad))  --> false	object length is not an integer
print(pcall(table.insert, bad, 1))  --> false	object length is not an integer
local huge = setmetatable({}, {__len = function() return math.maxinteger end})
print(pcall(table.unpack, huge))  --> false	too many results to unpack
print(pcall(table.insert, huge, 1, 1))  --> true
print(pcall(table.sort, huge))  --> false	bad argument #1 to 'table.sort' (array too big)
print(pcall(function() return #nil end))  --> false	len.lua:25: attempt to get length of a nil value
print(pcall(function() local x = 5; return #x end))  --> false	len.lua:26: attempt to get length of a number value (local 'x')
