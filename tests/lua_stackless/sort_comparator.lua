-- The comparator of table.sort yields each comparison to the caller.
local function sorted(t)
  local yields = 0
  local co = coroutine.wrap(function()
    table.sort(t, function(a, b) return coroutine.yield(a, b) end)
    return "sorted"
  end)
  local a, b = co()
  while a ~= "sorted" do
    yields = yields + 1
    a, b = co(a < b)
  end
  print(table.concat(t, " "), yields > 0)
end
sorted {3, 1, 2}  --> 1 2 3	true
sorted {5, 4, 3, 2, 1, 10, 9, 8, 7, 6}  --> 1 2 3 4 5 6 7 8 9 10	true
local co = coroutine.wrap(function()
  return pcall(table.sort, {3, 2, 1}, function(a, b) coroutine.yield("asked"); error("after yield", 0) end)
end)
print(co())  --> asked
print(co())  --> false	after yield
