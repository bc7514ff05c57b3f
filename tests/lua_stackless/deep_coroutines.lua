-- Coroutines nest far deeper than the stack of the host would allow.
local function nest(n)
  if n == 0 then return coroutine.yield("bottom") end
  local co = coroutine.wrap(nest)
  coroutine.yield(co(n - 1))
  return co("up")
end
local co = coroutine.wrap(nest)
print(co(1000))  --> bottom
print(co())  --> up
