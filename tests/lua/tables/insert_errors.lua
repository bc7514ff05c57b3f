local function inserted(t, ...) table.insert(t, ...) return table.concat(t, " ") end
print(inserted({}, 1))  --> 1
print(inserted({1, 2}, 3))  --> 1 2 3
print(inserted({1, 2}, 1, 0))  --> 0 1 2
print(inserted({1, 2}, 3, "end"))  --> 1 2 end
print(inserted({1, 2}, "2", "x"))  --> 1 x 2
print(inserted({1, 2}, 1.0, "x"))  --> x 1 2
print(select("#", table.insert({}, 1)))  --> 0
print(pcall(table.insert, {1, 2}, 4, "x"))  --> false	bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, {1, 2}, 0, "x"))  --> false	bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, {1, 2}, -1, "x"))  --> false	bad argument #2 to 'table.insert' (position out of bounds)
print(pcall(table.insert, {1, 2}))  --> false	wrong number of arguments to 'insert'
print(pcall(table.insert, {1}, 1, 2, 3))  --> false	wrong number of arguments to 'insert'
print(pcall(table.insert, {1}, "x", 2))  --> false	bad argument #2 to 'table.insert' (number expected, got string)
print(pcall(table.insert, {1}, 1.5, 2))  --> false	bad argument #2 to 'table.insert' (number has no integer representation)
print(pcall(table.insert, 5, 1))  --> false	bad argument #1 to 'table.insert' (table expected, got number)
print(pcall(table.insert))  --> false	bad argument #1 to 'table.insert' (table expected, got no value)
print(pcall(table.insert, setmetatable({}, {__newindex = function() error("frozen", 0) end}), 1))  --> false	frozen
