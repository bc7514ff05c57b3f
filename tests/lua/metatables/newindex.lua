-- __newindex takes assignments to absent keys.
local log = {}
local t = setmetatable({old = 1}, {__newindex = function(t, k, v)
  log[#log + 1] = tostring(k) .. "=" .. tostring(v)
  if k ~= "ignored" then rawset(t, k, v) end
end})
t.old = 2
t.new = 3
t.new = 4
t.ignored = 5
t[1] = "one"
t[1] = "uno"
t.new = nil
t.new = 6
print(table.concat(log, " "))  --> new=3 ignored=5 1=one new=6
print(t.old, t.new, t.ignored, t[1])  --> 2	6	nil	uno
-- a table as __newindex receives the assignment
local store = {}
local p = setmetatable({}, {__newindex = store})
p.x = 1
p[1] = 2
print(rawget(p, "x"), store.x, store[1])  --> nil	1	2
-- through a chain
local final = {}
local q = setmetatable({}, {__newindex = setmetatable({}, {__newindex = final})})
q.y = "far"
print(rawget(q, "y"), final.y)  --> nil	far
-- a key that exists in the middle of the chain stops there
local middle = setmetatable({z = 0}, {__newindex = final})
local r = setmetatable({}, {__newindex = middle})
r.z = "stays"
r.w = "goes"
print(middle.z, rawget(middle, "w"), final.w)  --> stays	nil	goes
-- nil and NaN keys reach the handler, rawset refuses them
local n = setmetatable({}, {__newindex = function(_, k, v) print("key", k, v) end})
n[nil] = 1  --> key	nil	1
print(pcall(rawset, n, nil, 1))  --> false	table index is nil
print(pcall(rawset, n, 0/0, 1))  --> false	table index is NaN
print(pcall(function() local x = {}; x[nil] = 1 end))  --> false	newindex.lua:39: table index is nil
print(pcall(function() local x = {}; x[0/0] = 1 end))  --> false	newindex.lua:40: table index is NaN
