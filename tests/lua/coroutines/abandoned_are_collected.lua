-- A suspended coroutine that nothing refers to is garbage, with all it holds.
local weak = setmetatable({}, {__mode = "v"})
local closed = 0
local function start()
  local co = coroutine.create(function()
    local held = {}
    local c <close> = setmetatable({}, {__close = function() closed = closed + 1 end})
    weak.held = held
    coroutine.yield()
    return held
  end)
  coroutine.resume(co)
  weak.co = co
end
start()
collectgarbage()
print(weak.co, weak.held, closed)  --> nil	nil	0
-- one that only its own stack refers to
local function loop()
  local co
  co = coroutine.create(function() local me = co; coroutine.yield(); return me end)
  coroutine.resume(co)
  weak.loop = co
end
loop()
collectgarbage()
print(weak.loop)  --> nil
-- one that is referred to keeps its locals
local kept = coroutine.create(function() local t = {name = "alive"}; weak.t = t; coroutine.yield(); return t.name end)
coroutine.resume(kept)
collectgarbage()
print(weak.t.name, coroutine.resume(kept))  --> alive	true	alive
