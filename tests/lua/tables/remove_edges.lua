local t = {"a", "b", "c", "d"}
print(table.remove(t))  --> d
print(table.remove(t, 1))  --> a
print(table.concat(t, " "))  --> b c
print(table.remove({}))  --> nil
print(table.remove({}, 0))  --> nil
print(table.remove({[0] = "zero"}, 0))  --> zero
print(select("#", table.remove({})))  --> 1
print(table.remove({1, 2, 3}, 4))  --> nil
print(table.remove({1, 2, 3}, "2"))  --> 2
print(table.remove(setmetatable({}, {__len = function() return 2 end, __index = function(_, i) return i * 10 end})))  --> 20
print(pcall(table.remove, {1, 2, 3}, 5))  --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, {1, 2, 3}, 0))  --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, {1, 2, 3}, -1))  --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, {}, 2))  --> false	bad argument #2 to 'table.remove' (position out of bounds)
print(pcall(table.remove, {1}, "x"))  --> false	bad argument #2 to 'table.remove' (number expected, got string)
print(pcall(table.remove, {1}, 1.5))  --> false	bad argument #2 to 'table.remove' (number has no integer representation)
print(pcall(table.remove, 5))  --> false	bad argument #1 to 'table.remove' (table expected, got number)
print(pcall(table.remove))  --> false	bad argument #1 to 'table.remove' (table expected, got no value)
