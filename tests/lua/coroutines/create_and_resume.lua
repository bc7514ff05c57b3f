local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c = coroutine.yield(a + b)
  print("resumed with", c)
  local d, e = coroutine.yield(c * 2, "two")
  print("resumed with", d, e)
  return "done", d
end)
print(type(co), coroutine.status(co))  --> thread	suspended
print(coroutine.resume(co, 1, 2))  --> start	1	2
  --> true	3
print(coroutine.status(co))  --> suspended
print(coroutine.resume(co, 10))  --> resumed with	10
  --> true	20	two
print(coroutine.resume(co, "x", "y"))  --> resumed with	x	y
  --> true	done	x
print(coroutine.status(co))  --> dead
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
local empty = coroutine.create(function() end)
print(coroutine.resume(empty))  --> true
print(coroutine.resume(coroutine.create(function(...) return select("#", ...), ... end), nil, nil))  --> true	2	nil	nil
print(coroutine.resume(coroutine.create(function() return coroutine.yield() end)))  --> true
print(coroutine.resume(coroutine.create(print), "native body"))  --> native body
  --> true
