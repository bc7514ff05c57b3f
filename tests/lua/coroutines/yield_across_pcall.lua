local co = coroutine.wrap(function(...)
  print(pcall(function(...)
    local x = coroutine.yield(...)
    print("in pcall", x)
    local y = coroutine.yield("second")
    error("error after yields: " .. y, 0)
  end, ...))
  print(pcall(coroutine.yield, "pcall of yield itself"))
  print(xpcall(function() coroutine.yield "in xpcall"; error("e", 0) end, function(m) return "handled " .. m end))
  print(pcall(pcall, pcall, function() coroutine.yield "nested"; return "r" end))
  print(select("#", pcall(function() return coroutine.yield("many") end)))
  return "finished"
end)
print(co("a", "b"))  --> a	b
print(co("x"))  --> in pcall	x
  --> second
print(co("y"))  --> false	error after yields: y
  --> pcall of yield itself
print(co("z"))  --> true	z
  --> in xpcall
print(co())  --> false	handled e
  --> nested
print(co())  --> true	true	true	r
  --> many
print(co(1, 2, 3))  --> 4
  --> finished
