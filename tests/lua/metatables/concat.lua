local function show(x) return type(x) == "table" and x.name or tostring(x) end
local mt = {__concat = function(a, b) return show(a) .. "&" .. show(b) end}
local a, b = setmetatable({name = "A"}, mt), setmetatable({name = "B"}, mt)
print(a .. "x", "x" .. a, a .. b)  --> A&x	x&A	A&B
print(a .. 1, 1.5 .. a, a .. nil, nil .. a, a .. {name = "plain"})  --> A&1	1.5&A	A&nil	nil&A	A&plain
-- the operator is right associative
print("1" .. "2" .. a .. "3" .. "4")  --> 12A&34
print(a .. b .. a)  --> A&B&A
print(a .. "x" .. "y")  --> A&xy
print("x" .. "y" .. a)  --> xy&A
-- results that are not strings
local n = setmetatable({}, {__concat = function(x, y) return 42 end})
print(n .. 1, math.type(n .. 1), "a" .. n, "a" .. (n .. "b"))  --> 42	integer	42	a42
print("a" .. n .. "b")  --> a42
local obj = setmetatable({}, {__concat = function(x, y) return type(x) == "table" and x or y end})
print(("a" .. obj .. "b") == obj)  --> true
-- numbers and strings never call it
print(1 .. 2, "a" .. 1, 1.0 .. "")  --> 12	a1	1.0
print(pcall(function() return a .. {} .. {} end))  --> false	concat.lua:19: attempt to concatenate a table value
print(pcall(function() return {} .. "x" end))  --> false	concat.lua:20: attempt to concatenate a table value
print(pcall(function() return setmetatable({}, {__concat = 1}) .. "x" end))  --> false	concat.lua:21: attempt to call a number value (metamethod 'concat')
