-- An error kills the coroutine only.
local function run(f, ...)
  local co = coroutine.create(f)
  print(coroutine.resume(co, ...))
  print(coroutine.status(co))
end
run(function() error("with position") end)  --> false	errors_inside.lua:7: with position
  --> dead
run(function() error("level 2", 2) end)  --> false	level 2
  --> dead
run(function() error({}, 0) end and function() error(42, 0) end)  --> false	42
  --> dead
run(function() error() end)  --> false	nil
  --> dead
run(function() local t = nil; t.x = 1 end)  --> false	errors_inside.lua:15: attempt to index a nil value (local 't')
  --> dead
run(function(f) f() end)  --> false	errors_inside.lua:17: attempt to call a nil value (local 'f')
  --> dead
run(function() coroutine.yield() end and function() return pcall(error, "caught inside", 0) end)  --> true	false	caught inside
  --> dead
local co = coroutine.create(function()
  local ok, m = pcall(function() coroutine.yield(1); error("after yield", 0) end)
  coroutine.yield(ok, m)
  error("final", 0)
end)
print(coroutine.resume(co))  --> true	1
print(coroutine.resume(co))  --> true	false	after yield
print(coroutine.resume(co))  --> false	final
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
-- through several levels
local function nest(n)
  if n == 0 then error("bottom", 0) end
  local ok, m = coroutine.resume(coroutine.create(nest), n - 1)
  error(m .. n, 0)
end
print(pcall(nest, 5))  --> false	bottom12345
