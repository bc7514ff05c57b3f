local function f(a) local b = a + 1 return b end
print(type(string.dump(f)))  --> string
print(load(string.dump(f))(1))  --> 2
print(load(string.dump(f, true))(1))  --> 2
print(#string.dump(f, true) < #string.dump(f))  --> true
print(string.dump(f):sub(1, 4) == "\27Lua")  --> true
local up = 5
local function g() return up end
print(load(string.dump(g))() == _G)  --> true
print(load(string.dump(g), "c", "b", 7)())  --> 7
print(pcall(string.dump))  --> false	bad argument #1 to 'string.dump' (function expected, got no value)
print(pcall(string.dump, print))  --> false	unable to dump given function
print(pcall(string.dump, {}))  --> false	bad argument #1 to 'string.dump' (function expected, got table)
print(load(string.dump(f), "=c", "t"))  --> nil	attempt to load a binary chunk (mode is 't')
print(load(string.dump(f):sub(1, 20), "=c"))  --> nil	c: bad binary format (truncated chunk)
print(load(string.dump(f):sub(1, -2), "=c"))  --> nil	c: bad binary format (truncated chunk)
print(load("\27Lua", "=c"))  --> nil	c: bad binary format (truncated chunk)
print(load("\27Lux" .. string.dump(f):sub(5), "=c") == nil)  --> true
print(load("x" .. string.dump(f), "=c") == nil)  --> true
print(pcall(load(string.dump(function(t) return t.x end, true))))  --> false	?:-1: attempt to index a nil value
