-- Memoisation with varargs as keys, and recursion.
local function memoize(f)
  local hits, misses = 0, 0
  local root, NIL = {}, {}
  return function(...)
    local node = root
    for i = 1, select("#", ...) do
      local k = select(i, ...)
      if k == nil then k = NIL end
      node[k] = node[k] or {}
      node = node[k]
    end
    if not node.result then
      misses = misses + 1
      node.result = table.pack(f(...))
    else
      hits = hits + 1
    end
    return table.unpack(node.result, 1, node.result.n)
  end, function() return hits, misses end
end
local fib, stats
fib, stats = memoize(function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end)
print(fib(80))  --> 23416728348467685
print(stats())  --> 78	81
local multi, s2 = memoize(function(a, b) return b, a, (a or 0) + (b or 0) end)
print(multi(1, 2))  --> 2	1	3
print(multi(1, 2))  --> 2	1	3
print(multi(1))  --> nil	1	1
print(multi(nil, 5))  --> 5	nil	5
print(multi(nil, 5))  --> 5	nil	5
print(s2())  --> 2	3
