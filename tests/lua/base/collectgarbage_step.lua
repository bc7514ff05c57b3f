-- heavy: not in gc-stress (every step is a whole cycle)
-- Larger steps need fewer of them for a cycle.
local function steps(kilobytes)
  collectgarbage()
  local t = {}
  for i = 1, 20000 do t[i] = {{}} end
  local n = 0
  repeat n = n + 1 until collectgarbage("step", kilobytes)
  return n
end
collectgarbage("incremental")
collectgarbage("stop")
print(steps(50) < steps(2), steps(20000))  --> true	1
print(collectgarbage("step", 20000), collectgarbage("isrunning"))  --> true	false
