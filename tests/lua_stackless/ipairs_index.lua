-- ipairs reads through an __index that yields.
local t = setmetatable({}, {__index = function(_, i) return coroutine.yield(i) end})
local co = coroutine.wrap(function()
  local sum = 0
  for _, v in ipairs(t) do sum = sum + v end
  return "sum", sum
end)
print(co())  --> 1
print(co(10))  --> 2
print(co(20))  --> 3
print(co(nil))  --> sum	30
