-- Coroutines that resume coroutines, 150 levels deep.
local function nest(n)
  if n == 0 then
    local x = coroutine.yield("bottom")
    return x
  end
  local co = coroutine.wrap(nest)
  local v = co(n - 1)
  local reply = coroutine.yield(v .. n % 10)
  return co(reply) + 1
end
local co = coroutine.wrap(nest)
print(#co(150))  --> 156
print(co(1000))  --> 1150
-- an error passes through all of them
local function fail(n)
  if n == 0 then error("deep error", 0) end
  local ok, m = coroutine.resume(coroutine.create(fail), n - 1)
  error(m, 0)
end
print(coroutine.resume(coroutine.create(fail), 150))  --> false	deep error
-- without end it is an error
local function forever() return coroutine.wrap(forever)() end
local ok, message = pcall(forever)
print(ok, message:find("overflow", 1, true) ~= nil)  --> false	true
