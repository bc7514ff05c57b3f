local main, ismain = coroutine.running()
print(type(main), ismain, coroutine.isyieldable())  --> thread	true	false
local co
co = coroutine.create(function()
  local me, m = coroutine.running()
  print(me == co, m, me == main, coroutine.isyieldable())
  print(coroutine.isyieldable(main), coroutine.isyieldable(co))
  coroutine.yield()
  print(select(2, coroutine.running()))
end)
print(coroutine.isyieldable(co))  --> true
coroutine.resume(co)  --> true	false	false	true
  --> false	true
print(coroutine.isyieldable(co))  --> true
coroutine.resume(co)  --> false
print(pcall(coroutine.yield, 1))  --> false	attempt to yield from outside a coroutine
print(pcall(coroutine.isyieldable, 5))  --> false	bad argument #1 to 'coroutine.isyieldable' (thread expected, got number)
print(tostring(main):sub(1, 8))  --> thread: 
local t = {[main] = "main", [co] = "co"}
print(t[coroutine.running()], t[co], main ~= co)  --> main	co	true
