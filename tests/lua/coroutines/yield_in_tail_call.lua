-- Yields in tail calls, in vararg functions and as the last call of a chain.
local function tail(...) return coroutine.yield(...) end
local function va(...)
  local a, b = tail(...)
  return select("#", ...), a, b, tail(a, b, ...)
end
local co = coroutine.wrap(va)
print(co(1, 2, 3))  --> 1	2	3
print(co("a", "b"))  --> a	b	1	2	3
print(co("last", nil))  --> 3	a	b	last	nil
local y = coroutine.wrap(coroutine.yield)
print(y(1, 2))  --> 1	2
print(y("returned"))  --> returned
print(pcall(y))  --> false	cannot resume dead coroutine
local many = coroutine.wrap(function() return "end", coroutine.yield(table.unpack({}, 1, 100)) end)
print(select("#", many()))  --> 100
print(select("#", many(table.unpack({}, 1, 200))))  --> 201
local expr = coroutine.wrap(function() return coroutine.yield(1) + coroutine.yield(2) * coroutine.yield(3) .. coroutine.yield(4) end)
print(expr(), expr(10), expr(20), expr(30), expr("!"))  --> 1	2	3	4	610!
local args = coroutine.wrap(function() return (function(...) return select("#", ...), ... end)(coroutine.yield(1), coroutine.yield(2)) end)
args() args("x", "dropped")
print(args("y", "z"))  --> 3	x	y	z
local tab = coroutine.wrap(function() local t = {coroutine.yield(), k = coroutine.yield(), coroutine.yield()}; return #t, t.k, t[1], t[#t] end)
tab() tab(1, 2) tab("k", 3)
print(tab(4, 5, 6))  --> 4	k	1	6
