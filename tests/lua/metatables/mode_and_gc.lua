-- Weak values of a finalized object are removed before, weak keys after its finalizer.
local values = setmetatable({}, {__mode = "v"})
local keys = setmetatable({}, {__mode = "k"})
local seen
local function make()
  local o = setmetatable({}, {__gc = function(o) seen = {values.o, keys[o]} end})
  values.o = o
  keys[o] = "by key"
end
make()
collectgarbage()
print(seen[1], seen[2])  --> nil	by key
collectgarbage()
print(next(values), next(keys))  --> nil	nil
-- a cache
local made = 0
local cache = setmetatable({}, {__mode = "v"})
local function get(n)
  local o = cache[n]
  if not o then made = made + 1; o = {n}; cache[n] = o end
  return o
end
local a = get(1)
print(get(1) == a, made)  --> true	1
a = nil
collectgarbage()
a = get(1)
print(a[1], made)  --> 1	2
