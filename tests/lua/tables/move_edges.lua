local function moved(...) return table.concat(table.move(...), " ") end
print(moved({1, 2, 3}, 1, 3, 2))  --> 1 1 2 3
print(moved({1, 2, 3}, 2, 3, 1))  --> 2 3 3
print(moved({1, 2, 3}, 1, 0, 5))  --> 1 2 3
print(moved({1, 2, 3}, 1, 3, 1, {}))  --> 1 2 3
print(moved({1, 2, 3}, 1, 3, 3, {8, 9}))  --> 8 9 1 2 3
print(moved({1, 2, 3}, "1", 2.0, 3))  --> 1 2 1 2
print(table.move({}, 1, 1, math.maxinteger)[1])  --> nil
print(moved(setmetatable({}, {__index = function(_, i) return i end}), 1, 3, 1, {}))  --> 1 2 3
local t = {1, 2}
print(table.move(t, 1, 2, 3) == t)  --> true
print(pcall(table.move, {}, 1, math.maxinteger, 2))  --> false	bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {}, 0, math.maxinteger, 2))  --> false	bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, -1, math.maxinteger, 2))  --> false	bad argument #3 to 'table.move' (too many elements to move)
print(pcall(table.move, {}, 1, 2, math.maxinteger))  --> false	bad argument #4 to 'table.move' (destination wrap around)
print(pcall(table.move, {}, 1, 2))  --> false	bad argument #4 to 'table.move' (number expected, got no value)
print(pcall(table.move, {}, "x", 2, 3))  --> false	bad argument #2 to 'table.move' (number expected, got string)
print(pcall(table.move, {}, 1.5, 2, 3))  --> false	bad argument #2 to 'table.move' (number has no integer representation)
print(pcall(table.move, {}, 1, 2, 3, 5))  --> false	bad argument #5 to 'table.move' (table expected, got number)
print(pcall(table.move, 5, 1, 2, 3))  --> false	bad argument #1 to 'table.move' (table expected, got number)
print(pcall(table.move))  --> false	bad argument #2 to 'table.move' (number expected, got no value)
