-- The reader function of load may yield.
local co = coroutine.wrap(function()
  local f = load(function() return coroutine.yield("more") end, "=pieces")
  return "loaded", f()
end)
print(co())  --> more
print(co("return 1"))  --> more
print(co(" + 41"))  --> more
print(co(nil))  --> loaded	42
