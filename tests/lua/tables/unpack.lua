print(table.unpack({1, 2, 3}))  --> 1	2	3
print(table.unpack({1, 2, 3}, 2))  --> 2	3
print(table.unpack({1, 2, 3}, 2, 3))  --> 2	3
print(table.unpack({1, 2}, -1, 1))  --> nil	nil	1
print(select("#", table.unpack({}, 1, 3)))  --> 3
print(select("#", table.unpack({}, 1, 0)))  --> 0
print(table.unpack({1, 2}, "1", 2.0))  --> 1	2
print(table.unpack({[math.maxinteger] = "last"}, math.maxinteger))  -->
print(table.unpack(setmetatable({}, {__len = function() return 2 end, __index = function(_, i) return i * 10 end})))  --> 10	20
print(table.unpack({}, math.maxinteger, math.mininteger))  -->
print(pcall(table.unpack))  --> false	attempt to get length of a nil value
print(pcall(table.unpack, {}, 1, 1e8))  --> false	too many results to unpack
print(pcall(table.unpack, {}, math.mininteger, math.maxinteger))  --> false	too many results to unpack
print(pcall(table.unpack, {}, "x"))  --> false	bad argument #2 to 'table.unpack' (number expected, got string)
print(pcall(table.unpack, {}, 1, 1.5))  --> false	bad argument #3 to 'table.unpack' (number has no integer representation)
print(pcall(table.unpack, 5, 1, 2))  --> false	attempt to index a number value
print(pcall(table.unpack, nil))  --> false	attempt to get length of a nil value
