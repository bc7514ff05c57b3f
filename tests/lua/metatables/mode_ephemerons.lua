-- In a table with weak keys a value does not keep its own key alive.
local t = setmetatable({}, {__mode = "k"})
local function self_reference()
  local k = {}
  t[k] = {key = k}
  local a, b = {}, {}
  t[a] = b
  t[b] = a
end
self_reference()
collectgarbage()
print(next(t))  --> nil
-- a chain of keys reachable from one that is alive stays
local first = {}
local function chain()
  local k = first
  for i = 1, 20 do
    local nextk = {}
    t[k] = {n = i, key = nextk}
    k = nextk
  end
end
chain()
collectgarbage()
local n, k = 0, first
while t[k] do n = n + 1; k = t[k].key end
print(n)  --> 20
k = nil
first = nil
collectgarbage()
print(next(t))  --> nil
-- across two ephemeron tables
local u = setmetatable({}, {__mode = "k"})
local root = {}
local function across()
  local x, y = {}, {}
  t[root] = x
  u[x] = y
  t[y] = "end"
end
across()
collectgarbage()
print(t[u[t[root]]])  --> end
root = nil
collectgarbage()
print(next(t), next(u))  --> nil	nil
