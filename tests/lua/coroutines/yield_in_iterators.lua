local function gen(n)
  return function(_, i)
    coroutine.yield("step " .. i)
    if i < n then return i + 1 end
  end, nil, 0
end
local co = coroutine.wrap(function()
  local s = 0
  for i in gen(2) do
    coroutine.yield("body " .. i)
    s = s + i
  end
  for k, v in pairs(setmetatable({}, {__pairs = function(t) coroutine.yield "pairs"; return gen(1) end})) do
    s = s + k
  end
  return "sum", s
end)
while true do
  local a, b = co()
  print(a, b)  --> step 0	nil
    --> body 1	nil
    --> step 1	nil
    --> body 2	nil
    --> step 2	nil
    --> pairs	nil
    --> step 0	nil
    --> step 1	nil
    --> sum	4
  if a == "sum" then break end
end
