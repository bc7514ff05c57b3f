local gen = coroutine.wrap(function(n)
  for i = 1, n do
    local reply = coroutine.yield(i)
    if reply then print("reply", reply) end
  end
  return "end", "of", "generator"
end)
print(type(gen))  --> function
print(gen(3))  --> 1
print(gen())  --> 2
print(gen("hello"))  --> reply	hello
  --> 3
print(gen())  --> end	of	generator
print(pcall(gen))  --> false	cannot resume dead coroutine
local function iter(t) return coroutine.wrap(function() for i, v in ipairs(t) do coroutine.yield(i, v) end end) end
for i, v in iter {"a", "b", "c"} do print(i, v) end  --> 1	a
  --> 2	b
  --> 3	c
print(pcall(coroutine.wrap))  --> false	bad argument #1 to 'coroutine.wrap' (function expected, got no value)
print(pcall(coroutine.wrap, 5))  --> false	bad argument #1 to 'coroutine.wrap' (function expected, got number)
print(pcall(coroutine.create, {}))  --> false	bad argument #1 to 'coroutine.create' (function expected, got table)
print(coroutine.wrap(function(...) return coroutine.wrap(function(...) return ... end)(...) end)(1, 2, 3))  --> 1	2	3
