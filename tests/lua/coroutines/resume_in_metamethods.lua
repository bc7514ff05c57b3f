-- Coroutines inside metamethods, sort and pcall, without yields across them.
local t = setmetatable({}, {
  __index = function(_, k) return coroutine.wrap(function() coroutine.yield(k .. k) end)() end,
  __add = function(a, b) local co = coroutine.create(function() coroutine.yield(b) end); return select(2, coroutine.resume(co)) * 2 end,
})
print(t.ab, t + 21)  --> abab	42
local list = {3, 1, 2}
table.sort(list, function(a, b)
  local g = coroutine.wrap(function() coroutine.yield(a); coroutine.yield(b) end)
  return g() < g()
end)
print(table.concat(list, " "))  --> 1 2 3
print(pcall(function() return coroutine.wrap(function() return coroutine.yield(pcall(error, "x", 0)) end)() end))  --> true	false	x
print(select(2, coroutine.resume(coroutine.create(function()  --> true
  return pcall(function()
    local ok, m = coroutine.resume(coroutine.create(function() error("inner", 0) end))
    error("outer " .. m, 0)
  end)
end))) == false)
