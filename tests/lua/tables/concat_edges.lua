print(table.concat({}) == "")  --> true
print(table.concat({1, 2.5, "x"}, ", "))  --> 1, 2.5, x
print(table.concat({1, 2, 3}, "-", 2))  --> 2-3
print(table.concat({1, 2, 3}, "-", 2, 2))  --> 2
print(table.concat({1, 2, 3}, "-", 3, 2) == "")  --> true
print(table.concat({[0] = "z", "a"}, "-", 0))  --> z-a
print(table.concat({1, 2}, 0))  --> 102
print(table.concat({[math.maxinteger] = "last"}, "", math.maxinteger))  -->
print(table.concat(setmetatable({}, {__len = function() return 2 end, __index = function(_, i) return "i" .. i end}), "+"))  --> i1+i2
print(pcall(table.concat, {1, {}, 3}))  --> false	invalid value (table) at index 2 in table for 'concat'
print(pcall(table.concat, {1, 2}, ",", 1, 3))  --> false	invalid value (nil) at index 3 in table for 'concat'
print(pcall(table.concat, {true}))  --> false	invalid value (boolean) at index 1 in table for 'concat'
print(pcall(table.concat, {}, {}))  --> false	bad argument #2 to 'table.concat' (string expected, got table)
print(pcall(table.concat, {1}, ",", "x"))  --> false	bad argument #3 to 'table.concat' (number expected, got string)
print(pcall(table.concat, 5))  --> false	bad argument #1 to 'table.concat' (table expected, got number)
print(pcall(table.concat))  --> false	bad argument #1 to 'table.concat' (table expected, got no value)
print(pcall(table.concat, setmetatable({}, {__len = function() return "x" end})))  --> false	object length is not an integer
