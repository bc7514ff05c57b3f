-- Metamethods are looked up at each use: changes have effect at once.
local mt = {}
local t = setmetatable({}, mt)
print(t.x, pcall(function() return t + 1 end))  --> nil	false	metatable_changes.lua:4: attempt to perform arithmetic on a table value (upvalue 't')
mt.__index = {x = "found"}
mt.__add = function() return "added" end
print(t.x, t + 1)  --> found	added
mt.__index = function() return "function" end
print(t.x)  --> function
mt.__index = nil
print(t.x)  --> nil
mt.__add = nil
print(pcall(function() return t + 1 end))  --> false	metatable_changes.lua:13: attempt to perform arithmetic on a table value (upvalue 't')
rawset(mt, "__index", {x = "raw"})
print(t.x)  --> raw
setmetatable(t, {__index = {x = "other"}})
print(t.x)  --> other
setmetatable(t, nil)
print(t.x)  --> nil
-- metamethods are fetched raw: a metatable's own __index does not count
local indirect = setmetatable({}, {__index = {__index = {y = 1}, __call = function() return "called" end}})
local u = setmetatable({}, indirect)
print(u.y, pcall(u))  --> nil	false	attempt to call a table value
for i = 1, 5 do
  mt.__index = i % 2 == 0 and {v = i} or nil
  setmetatable(t, mt)
  print(t.v)  --> nil
    --> 2
    --> nil
    --> 4
    --> nil
end
