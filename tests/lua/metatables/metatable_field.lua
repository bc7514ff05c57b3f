-- __metatable hides and protects a metatable.
local t = setmetatable({}, {__metatable = "locked", __index = {x = 1}})
print(getmetatable(t), t.x)  --> locked	1
print(pcall(setmetatable, t, {}))  --> false	cannot change a protected metatable
print(pcall(setmetatable, t, nil))  --> false	cannot change a protected metatable
local f = setmetatable({}, {__metatable = false})
print(getmetatable(f))  --> false
print(pcall(setmetatable, f, {}))  --> false	cannot change a protected metatable
local own = {}
own.__metatable = own
print(getmetatable(setmetatable({}, own)) == own)  --> true
print(getmetatable({}), getmetatable(1), getmetatable(nil), getmetatable(print))  --> nil	nil	nil	nil
print(getmetatable("").__index == string, getmetatable("a") == getmetatable("b"))  --> true	true
local u = {}
print(setmetatable(u, nil) == u, setmetatable(u, {}) == u, getmetatable(u) ~= nil)  --> true	true	true
print(pcall(setmetatable, {}))  --> false	bad argument #2 to 'setmetatable' (nil or table expected, got no value)
print(pcall(setmetatable, {}, 5))  --> false	bad argument #2 to 'setmetatable' (nil or table expected, got number)
print(pcall(setmetatable, nil, {}))  --> false	bad argument #1 to 'setmetatable' (table expected, got nil)
print(pcall(setmetatable, "s", {}))  --> false	bad argument #1 to 'setmetatable' (table expected, got string)
print(pcall(getmetatable))  --> false	bad argument #1 to 'getmetatable' (value expected)
