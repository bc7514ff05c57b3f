-- Finalizers run in the reverse order of their marking.
local log = {}
local mt = {__gc = function(o) log[#log + 1] = o.name end}
local set = {}
for i = 1, 5 do set[i] = setmetatable({name = "o" .. i}, mt) end
set = nil
collectgarbage()
print(table.concat(log, " "))  --> o5 o4 o3 o2 o1
-- marked when the metatable is set, not when the object is made
log = {}
local a, b, c = {name = "a"}, {name = "b"}, {name = "c"}
setmetatable(c, mt)
setmetatable(a, mt)
setmetatable(b, mt)
set = {a, b, c}
a, b, c = nil, nil, nil
set = nil
collectgarbage()
print(table.concat(log, " "))  --> b a c
-- nothing is finalized twice
collectgarbage()
collectgarbage()
print(#log)  --> 3
-- cycles are collected
log = {}
do
  local function cycle()
    local x, y = setmetatable({name = "x"}, mt), setmetatable({name = "y"}, mt)
    x.other, y.other = y, x
  end
  cycle()
end
collectgarbage()
print(table.concat(log, " "))  --> y x
