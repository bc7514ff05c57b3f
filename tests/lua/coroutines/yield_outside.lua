-- Yields where there is nothing to yield to.
print(pcall(coroutine.yield))  --> false	attempt to yield from outside a coroutine
print(pcall(coroutine.yield, 1, 2))  --> false	attempt to yield from outside a coroutine
print(select(2, pcall(function() coroutine.yield() end)))  --> attempt to yield from outside a coroutine
print(coroutine.isyieldable())  --> false
local co = coroutine.wrap(function() print(coroutine.isyieldable()); return pcall(coroutine.yield, "inside") end)
print(co())  --> true
  --> inside
print(co("back"))  --> true	back
