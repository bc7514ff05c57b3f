-- __index as a function is called for absent keys with the table and the key.
local log = {}
local t = setmetatable({present = 1, f = false}, {__index = function(t, k, extra)
  log[#log + 1] = tostring(k)
  return "absent " .. tostring(k), "second result"
end})
print(t.present, t.f, t.absent)  --> 1	false	absent absent
print(t[1], t[1.5], t[true], t[2^53])  --> absent 1	absent 1.5	absent true	absent 9.007199254741e+15
print(rawget(t, "absent"))  --> nil
print(select("#", t.x))  --> 1
t.new = "set"
print(t.new)  --> set
t.new = nil
print(t.new)  --> absent new
print(table.concat(log, " "))  --> absent 1 1.5 true 9.007199254741e+15 x new
-- the handler may store what it computes
local squares = setmetatable({}, {__index = function(t, n) local v = n * n; t[n] = v; return v end})
print(squares[3], squares[3], rawget(squares, 3), rawget(squares, 4))  --> 9	9	9	nil
local nilindex = setmetatable({}, {__index = function(_, k) return k end})
print(nilindex[nil], nilindex[0/0] ~= nilindex[0/0])  --> nil	true
-- errors in the handler
local e = setmetatable({}, {__index = function(_, k) error("no " .. k, 2) end})
print(pcall(function() return e.field end))  --> false	index_function.lua:23: no field
