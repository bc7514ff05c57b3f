-- __pairs makes the iterator of pairs.
local t = setmetatable({1, 2}, {__pairs = function(t)
  return function(s, k) if k < 3 then return k + 1, "v" .. k + 1 end end, t, 0, "ignored"
end})
for k, v in pairs(t) do print(k, v) end  --> 1	v1
  --> 2	v2
  --> 3	v3
print(select("#", pairs(t)))  --> 3
local p = setmetatable({}, {__pairs = function() return 1, 2, 3 end})
print(pairs(p))  --> 1	2	3
p = setmetatable({}, {__pairs = function() end})
print(pairs(p))  --> nil	nil	nil
for k, v in next, {10} do print(k, v) end  --> 1	10
-- ipairs respects __index
local proxy = setmetatable({}, {__index = function(_, i) if i <= 3 then return i * 10 end end})
for i, v in ipairs(proxy) do print(i, v) end  --> 1	10
  --> 2	20
  --> 3	30
for k in pairs(proxy) do print("never", k) end
-- errors and yields
print(pcall(pairs, setmetatable({}, {__pairs = function() error("no pairs", 0) end})))  --> false	no pairs
print(pcall(pairs, setmetatable({}, {__pairs = 5})))  --> false	attempt to call a number value
local co = coroutine.wrap(function()
  for k, v in pairs(setmetatable({}, {__pairs = function() coroutine.yield "in pairs"; return next, {"x"} end})) do
    coroutine.yield(k, v)
  end
  return "end"
end)
print(co())  --> in pairs
print(co())  --> 1	x
print(co())  --> end
