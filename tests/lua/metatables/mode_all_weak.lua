local t = setmetatable({}, {__mode = "kv"})
local k, v = {}, {}
local function fill()
  t[k] = {}
  t[{}] = v
  t[{}] = {}
  t.v = v
end
fill()
collectgarbage()
print(t[k], t.v == v)  --> nil	true
t[k] = v
collectgarbage()
print(t[k] == v)  --> true
v = nil
collectgarbage()
print(t[k], t.v)  --> nil	nil
print(next(t))  --> nil
