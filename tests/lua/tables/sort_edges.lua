local function sorted(t, ...) table.sort(t, ...) return table.concat(t, " ") end
print(sorted {3, 1, 2})  --> 1 2 3
print(sorted {"b", "a", "B", ""})  -->  B a b
print(sorted {3, 2.5, 1, -0.0})  --> -0.0 1 2.5 3
print(sorted({1, 2, 3}, function(a, b) return a > b end))  --> 3 2 1
print(sorted {})  -->
print(sorted {1})  --> 1
print(sorted({2, 1}, function() return nil end))  --> 2 1
print(sorted({3, 1, 2}, nil))  --> 1 2 3
print(sorted({"10", "9", "8"}, function(a, b) return tonumber(a) < tonumber(b) end))  --> 8 9 10
print(select("#", table.sort({2, 1})))  --> 0
local big = {}
for i = 1, 500 do big[i] = i * 7919 % 503 end
table.sort(big)
print(big[1], big[250], big[500])  --> 1	251	502
table.sort(big, function(a, b) return a > b end)
print(big[1], big[250], big[500])  --> 502	252	1
print(pcall(table.sort, {1, "x"}))  --> false	attempt to compare string with number
print(pcall(table.sort, {{}, {}}))  --> false	attempt to compare two table values
print(pcall(table.sort, {true, false}))  --> false	attempt to compare two boolean values
print(pcall(table.sort, {2, 1}, 5))  --> false	bad argument #2 to 'table.sort' (function expected, got number)
print(pcall(table.sort, {1}, 5))  --> true
print(pcall(table.sort, {3, 1, 2}, function() error("no order", 0) end))  --> false	no order
print(pcall(table.sort, {5, 4, 3, 2, 1}, function() return true end))  --> false	invalid order function for sorting
print(pcall(table.sort, setmetatable({}, {__len = function() return 2^31 end})))  --> false	bad argument #1 to 'table.sort' (array too big)
print(pcall(table.sort, setmetatable({}, {__len = function() return math.maxinteger end})))  --> false	bad argument #1 to 'table.sort' (array too big)
print(pcall(table.sort, 5))  --> false	bad argument #1 to 'table.sort' (table expected, got number)
print(pcall(table.sort))  --> false	bad argument #1 to 'table.sort' (table expected, got no value)
