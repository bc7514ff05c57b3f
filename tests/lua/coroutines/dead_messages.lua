local co = coroutine.create(function() return 1 end)
coroutine.resume(co)
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
print(coroutine.resume(co, 1, 2))  --> false	cannot resume dead coroutine
local bad = coroutine.create(function() error("failed", 0) end)
print(coroutine.resume(bad))  --> false	failed
print(coroutine.resume(bad))  --> false	cannot resume dead coroutine
print(coroutine.status(bad))  --> dead
-- a coroutine cannot resume itself or one that waits for it
local self
self = coroutine.create(function() return coroutine.resume(self) end)
print(coroutine.resume(self))  --> true	false	cannot resume non-suspended coroutine
local outer
outer = coroutine.create(function()
  local inner = coroutine.create(function() return coroutine.resume(outer) end)
  return coroutine.resume(inner)
end)
print(coroutine.resume(outer))  --> true	true	false	cannot resume non-suspended coroutine
local w
w = coroutine.wrap(function() return pcall(w) end)
print(w())  --> false	cannot resume non-suspended coroutine
print(coroutine.resume(coroutine.running()))  --> false	cannot resume non-suspended coroutine
print(pcall(coroutine.resume))  --> false	bad argument #1 to 'coroutine.resume' (thread expected, got no value)
print(pcall(coroutine.resume, {}))  --> false	bad argument #1 to 'coroutine.resume' (thread expected, got table)
