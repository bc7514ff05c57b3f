local co
co = coroutine.create(function()
  print("inside", coroutine.status(co))
  local inner = coroutine.create(function() print("outer is", coroutine.status(co)) end)
  coroutine.resume(inner)
  print("inner is", coroutine.status(inner))
  coroutine.yield()
  error "x"
end)
print(coroutine.status(co))  --> suspended
coroutine.resume(co)  --> inside	running
  --> outer is	normal
  --> inner is	dead
print(coroutine.status(co))  --> suspended
coroutine.resume(co)
print(coroutine.status(co))  --> dead
local main, ismain = coroutine.running()
print(type(main), ismain, coroutine.status(main))  --> thread	true	running
print(coroutine.wrap(function() return coroutine.status(main) end)())  --> normal
print(pcall(coroutine.status))  --> false	bad argument #1 to 'coroutine.status' (thread expected, got no value)
print(pcall(coroutine.status, 5))  --> false	bad argument #1 to 'coroutine.status' (thread expected, got number)
