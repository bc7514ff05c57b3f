-- __index may be a table, with its own __index, and so on.
local a = {x = "a.x", y = "a.y", z = "a.z"}
local b = setmetatable({y = "b.y"}, {__index = a})
local c = setmetatable({z = "c.z"}, {__index = b})
print(c.x, c.y, c.z, c.w)  --> a.x	b.y	c.z	nil
a.w = "late"
print(c.w)  --> late
b.w = false
print(c.w)  --> false
-- the function at the end gets the table whose metatable has it
local base = setmetatable({}, {__index = function(t, k) return k .. (rawget(t, "name") or "?") end})
base.name = "base"
local d = setmetatable({name = "d"}, {__index = base})
print(d.key)  --> keybase
-- a long chain
local t = {value = "deep"}
for i = 1, 50 do t = setmetatable({}, {__index = t}) end
print(t.value, t.none)  --> deep	nil
-- __index with other values
local s = setmetatable({}, {__index = "text"})
print(s.len == string.len, s.none, pcall(s.rep, s, 2))  --> true	nil	false	bad argument #1 to 'string.rep' (string expected, got table)
