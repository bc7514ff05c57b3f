local function show(t, from, to)
  local s = {}
  for i = from or 1, to or #t do s[#s + 1] = tostring(t[i]) end
  print(table.concat(s, " "))
end
show(table.move({1, 2, 3}, 1, 3, 2), 1, 4)  --> 1 1 2 3
show(table.move({1, 2, 3}, 2, 3, 1), 1, 3)  --> 2 3 3
show(table.move({1, 2, 3}, 1, 3, 1), 1, 3)  --> 1 2 3
show(table.move({1, 2, 3}, 1, 0, 5), 1, 5)  --> 1 2 3 nil nil
show(table.move({1, 2, 3}, 1, 3, 3), 1, 5)  --> 1 2 1 2 3
show(table.move({1, 2, 3}, 1, 3, 1, {9, 9, 9, 9}), 1, 4)  --> 1 2 3 9
show(table.move({1, 2, 3}, 2, 3, 5, {}), 1, 6)  --> nil nil nil nil 2 3
show(table.move({}, 1, 3, 1, {1, 2, 3}), 1, 3)  --> nil nil nil
local t, dest = {1, 2}, {}
print(table.move(t, 1, 2, 1) == t, table.move(t, 1, 2, 1, dest) == dest)  --> true	true
print(pcall(table.move, {}, 1, math.maxinteger, 2))  --> false	bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {}, -1, math.maxinteger, 2))  --> false	bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, 1, 2))  --> false	bad argument #4 to 'table.move' (number expected, got no value)
print(pcall(table.move, 1, 1, 2, 3))  --> false	bad argument #1 to 'table.move' (table expected, got number)
print(pcall(table.move, {}, 1, 2, 3, 4))  --> false	bad argument #5 to 'table.move' (table expected, got number)
print(pcall(table.move, {}, "x", 2, 3))  --> false	bad argument #2 to 'table.move' (number expected, got string)
show(table.move(setmetatable({}, {__index = function(_, i) return i * 10 end}), 1, 3, 1, {}), 1, 3)  --> 10 20 30
