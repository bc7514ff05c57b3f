print(table.concat({}) == "", table.concat({"a"}), table.concat({"a", "b", "c"}), table.concat({1, 2.5, "x"}))  --> true	a	abc	12.5x
print(table.concat({"a", "b", "c"}, ", "), table.concat({1, 2, 3}, "-", 2), table.concat({1, 2, 3}, "-", 2, 3), table.concat({1, 2, 3}, "-", 3, 2) == "")  --> a, b, c	2-3	2-3	true
print(table.concat({1, 2, 3}, "-", 2, 2), table.concat({[5] = "five", [6] = "six"}, " ", 5, 6), table.concat({}, "x", 1, 0) == "")  --> 2	five six	true
print(table.concat({"x", "y"}, 5), table.concat({"x", "y"}, nil), table.concat({"a", "b"}, "", 1, 2))  --> x5y	xy	ab
local function err(...) print((select(2, pcall(table.concat, ...)))) end
err({1, {}, 3})  --> invalid value (table) at index 2 in table for 'concat'
err({1, nil, 3}, ",", 1, 3)  --> invalid value (nil) at index 2 in table for 'concat'
err({true})  --> invalid value (boolean) at index 1 in table for 'concat'
err({}, ",", 1, 1)  --> invalid value (nil) at index 1 in table for 'concat'
err({1}, {})  --> bad argument #2 to 'table.concat' (string expected, got table)
err(nil)  --> bad argument #1 to 'table.concat' (table expected, got nil)
err("x")  --> bad argument #1 to 'table.concat' (table expected, got string)
err({}, ",", "x")  --> bad argument #3 to 'table.concat' (number expected, got string)
err({1, 2, print})  --> invalid value (function) at index 3 in table for 'concat'
local p = setmetatable({}, {__index = function(_, i) return "v" .. i end, __len = function() return 3 end})
print(table.concat(p, " "))  --> v1 v2 v3
local big = {}
for i = 1, 1000 do big[i] = "x" end
print(#table.concat(big), #table.concat(big, ", "))  --> 1000	2998
print(table.concat({"a", "b"}, "\0") == "a\0b")  --> true
print(table.concat({"max"}, "", math.maxinteger, math.mininteger) == "", table.concat({[math.maxinteger] = "max"}, "-", math.maxinteger, math.maxinteger))  --> true	max
