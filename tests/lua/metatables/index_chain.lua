-- __index may be a table, with its own __index, and so on.
--! /tmp/specgen/mlua: index_chain.lua:26: calling 'rep' on bad self (string expected, got table)
--! stack traceback:
--! 	[C]: in function 'string.rep'
--! 	index_chain.lua:26: in main chunk
--! 	[C]: in ?
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
print(s.len == string.len, s:rep(0) == nil)
