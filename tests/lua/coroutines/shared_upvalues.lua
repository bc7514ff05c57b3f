-- Upvalues are shared between coroutines and their creators, also while suspended.
local x = 1
local co = coroutine.wrap(function()
  local own = 10
  local function get() return own, x end
  local function set(v) own = v end
  x = x + 1
  coroutine.yield(get, set)
  own = own + 1
  coroutine.yield(own)
  return own
end)
local get, set = co()
print(get())  --> 10	2
set(20)
x = 5
print(get())  --> 20	5
print(co())  --> 21
print(get())  --> 21	5
set(30)
print(co())  --> 30
set(40)
print(get())  --> 40	5
-- a stack that grows while an upvalue is open
local grow = coroutine.wrap(function()
  local v = "kept"
  local f = function() return v end
  local function deep(n) if n == 0 then return f() end local a, b, c = n, n, n; return (deep(n - 1)) end
  coroutine.yield(deep(2000))
  v = "changed"
  coroutine.yield(deep(3000))
end)
print(grow(), grow())  --> kept	changed
-- a closure from one coroutine called in another
local function counter() local n = 0; return function() n = n + 1; return n end end
local c
local a = coroutine.wrap(function() c = counter(); while true do coroutine.yield(c()) end end)
local b = coroutine.wrap(function() while true do coroutine.yield(c() * 10) end end)
print(a(), b(), a(), b(), c())  --> 1	20	3	40	5
