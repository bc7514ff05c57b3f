-- Thousands of coroutines, alive at once and abandoned.
local cos, n = {}, 2000
for i = 1, n do
  cos[i] = coroutine.wrap(function()
    local sum = i
    while true do sum = sum + coroutine.yield(sum) end
  end)
end
local total = 0
for i = 1, n do total = total + cos[i]() end
print(total)  --> 2001000
for round = 1, 2 do for i = n, 1, -1 do cos[i](round) end end
print(cos[1](0), cos[n](0), cos[n // 2](10))  --> 4	2003	1013
cos = nil
local finished = 0
for i = 1, 2000 do
  local co = coroutine.create(function(a) local b = coroutine.yield(a); finished = finished + 1; return b end)
  coroutine.resume(co, i)
  if i % 2 == 0 then coroutine.resume(co) end
end
collectgarbage()
print(finished)  --> 1000
-- long runs of one coroutine
local counter = coroutine.wrap(function() local i = 0; while true do i = i + 1; coroutine.yield(i) end end)
local last
for i = 1, 20000 do last = counter() end
print(last)  --> 20000
