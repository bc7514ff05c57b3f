local co = coroutine.create(function() coroutine.yield(1) end)
print(coroutine.close(co), coroutine.status(co))  --> true	dead
co = coroutine.create(function() coroutine.yield(1) end)
coroutine.resume(co)
print(coroutine.close(co), coroutine.status(co))  --> true	dead
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
print(coroutine.close(co))  --> true
co = coroutine.create(function() error("failed", 0) end)
coroutine.resume(co)
print(coroutine.close(co))  --> false	failed
print(coroutine.close(co))  --> true
co = coroutine.create(function() error({code = 7}) end)
coroutine.resume(co)
local ok, e = coroutine.close(co)
print(ok, e.code)  --> false	7
-- running and normal ones cannot be closed
print(pcall(coroutine.close, (coroutine.running())))  --> false	cannot close a running coroutine
co = coroutine.create(function() return pcall(coroutine.close, (coroutine.running())) end)
print(coroutine.resume(co))  --> true	false	cannot close a running coroutine
co = coroutine.create(function()
  return coroutine.resume(coroutine.create(function() return pcall(coroutine.close, co) end))
end)
print(coroutine.resume(co))  --> true	true	false	cannot close a normal coroutine
print(pcall(coroutine.close))  --> false	bad argument #1 to 'coroutine.close' (thread expected, got no value)
-- closing ends the scopes: upvalues keep their values
local get
co = coroutine.create(function() local x = 5; get = function() x = x + 1; return x end; coroutine.yield() end)
coroutine.resume(co)
print(get(), coroutine.close(co), get())  --> 6	true	7
