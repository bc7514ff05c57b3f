-- What a host function returns to is the caller of the function that ends with its call.
local function pick(...) return select(...) end
print(pick(2, "a", "b", "c"))  --> b	c
local one = pick(1, "a", "b")
print(one)  --> a
local x, y, z = pick(2, "a", "b")
print(x, y, z)  --> b	nil	nil
print((pick("#")), #{pick(1, 1, 2, 3)})  --> 0	3
pick(1)

local V = {}
V.__index = V
local function new(n) return setmetatable({n = n}, V) end
V.__add = function(a, b) return new(a.n + b.n) end
V.__unm = function(a) return setmetatable({n = -a.n}, V) end
V.__lt = function(a, b) return rawequal(a.n, b) end
V.__le = function(a, b) return math.ult(a.n, b.n) end
V.__concat = function(a, b) return tostring(type(a) .. type(b)) end
V.__len = function(a) return rawget(a, "n") end
V.__eq = function(a, b) return rawequal(a.n, b.n) end
V.__newindex = function(t, k, v) return rawset(t, k, v) end
V.__call = function(self, ...) return select("#", ...) end
local v = -(new(1) + new(2))
v.late = 4
print(v.n, v.late, #new(7), new(3) == new(3), new(1) < 1, new(1) <= new(2), not (new(2) <= new(1)))  --> -3	4	7	true	true	true	true
print(1 .. new(1) .. "s", new(1) .. 1, v(nil, nil))  --> 1tablestring	tablenumber	2

local function fail(...) return error(...) end
print(pcall(fail, "text", 0))  --> false	text
print((select(2, pcall(function() return string.rep() end)):gsub("^.-:%d+: ", "")))  --> bad argument #1 to 'rep' (string expected, got no value)
print(select("#", pcall(function() return coroutine.yield(1) end)))  --> 2
local co = coroutine.wrap(function(...) return coroutine.yield(...) end)
print(co(1, 2))  --> 1	2
print(co(3, 4))  --> 3	4
local function each(...) return pcall(...) end
print(each(each, select, -1, "x", "y"))  --> true	true	y
print((select(2, pcall(function() return (table.concat)({1, 2, {}}) end)):gsub("^.-:%d+: ", "")))  --> invalid value (table) at index 3 in table for 'concat'
for k, v in (function() return ipairs({"p"}) end)() do print(k, v) end  --> 1	p
local function sorted(t) table.sort(t, function(a, b) return rawequal(a, 1) and b ~= 1 end) return table.unpack(t) end
print(sorted({3, 1}))  --> 1	3
