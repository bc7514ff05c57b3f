local function err(...) print((select(2, pcall(table.sort, ...)))) end
err({1, "x"})  --> attempt to compare string with number
err({1, {}})  --> attempt to compare table with number
err({{}, {}})  --> attempt to compare two table values
err({3, 2, 1}, 5)  --> bad argument #2 to 'table.sort' (function expected, got number)
err({3, 2, 1}, "x")  --> bad argument #2 to 'table.sort' (function expected, got string)
err()  --> bad argument #1 to 'table.sort' (table expected, got no value)
err(5)  --> bad argument #1 to 'table.sort' (table expected, got number)
err({3, 2, 1}, function(a, b) error("in comparator", 0) end)  --> in comparator
err({3, 2, 1}, function(a, b) return a.x < b.x end)  --> sort_errors.lua:10: attempt to index a number value (local 'a')
err({true, false})  --> attempt to compare two boolean values
-- an order that contradicts itself
local t = {}
for i = 1, 100 do t[i] = i end
local ok, m = pcall(table.sort, t, function() return true end)
print(ok, m)  --> false	invalid order function for sorting
-- other values are no orders either but raise nothing
print(pcall(table.sort, {1, 2, 3}, function() return nil end))  --> true
-- elements survive an error in the comparator
local u, n = {5, 3, 4, 1, 2}, 0
pcall(table.sort, u, function(a, b) n = n + 1; if n > 4 then error() end; return a < b end)
table.sort(u)
print(table.concat(u, " "))  --> 1 2 3 4 5
