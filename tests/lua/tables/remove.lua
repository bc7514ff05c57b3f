local t = {"a", "b", "c", "d"}
print(table.remove(t), table.remove(t, 1), table.remove(t, 2), #t, t[1])  --> d	a	c	1	b
print(table.remove(t), table.remove(t), #t)  --> b	nil	0
print(table.remove({}), table.remove({}, 0), table.remove({}, 1), table.remove({[0] = "zero"}, 0))  --> nil	nil	nil	zero
local u = {1, 2, 3}
print(table.remove(u, 4), #u, table.remove(u, 3), #u)  --> nil	3	3	2
print(select("#", table.remove({})), select("#", table.remove({1})))  --> 1	1
local function err(...) print((select(2, pcall(table.remove, ...)))) end
err({1, 2}, 4)  --> bad argument #2 to 'table.remove' (position out of bounds)
err({1, 2}, -1)  --> bad argument #2 to 'table.remove' (position out of bounds)
err({1, 2}, 0)  --> bad argument #2 to 'table.remove' (position out of bounds)
err({}, 2)  --> bad argument #2 to 'table.remove' (position out of bounds)
err()  --> bad argument #1 to 'table.remove' (table expected, got no value)
err(5)  --> bad argument #1 to 'table.remove' (table expected, got number)
err({}, "x")  --> bad argument #2 to 'table.remove' (number expected, got string)
local q = {}
for i = 1, 50 do q[i] = i end
local sum = 0
while #q > 0 do sum = sum + table.remove(q, 1) end
print(sum, #q)  --> 1275	0
local stack = {}
for i = 1, 10 do stack[#stack + 1] = i end
local order = {}
while #stack > 0 do order[#order + 1] = table.remove(stack) end
print(table.concat(order, " "))  --> 10 9 8 7 6 5 4 3 2 1
