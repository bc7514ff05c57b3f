-- A finalizer may make its object reachable again; it is not finalized again unless marked again.
local saved, count = nil, 0
local mt = {}
mt.__gc = function(o)
  count = count + 1
  saved = o
end
local function make() setmetatable({name = "phoenix", data = {1, 2, 3}}, mt) end
make()
collectgarbage()
print(count, saved.name, #saved.data)  --> 1	phoenix	3
saved = nil
collectgarbage()
print(count, saved)  --> 1	nil
-- marked again inside the finalizer
local times = 0
local again = {}
again.__gc = function(o)
  times = times + 1
  if times < 3 then setmetatable(o, again) end
end
local function remake() setmetatable({}, again) end
remake()
for i = 1, 5 do collectgarbage() end
print(times)  --> 3
-- what a finalized object refers to is complete
local seen
local function pair()
  local child = {name = "child"}
  setmetatable({child = child}, {__gc = function(o) seen = o.child.name end})
end
pair()
collectgarbage()
print(seen)  --> child
