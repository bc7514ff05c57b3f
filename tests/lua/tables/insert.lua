local t = {}
table.insert(t, "a")
table.insert(t, "c")
table.insert(t, 2, "b")
table.insert(t, 1, "start")
table.insert(t, #t + 1, "end")
print(table.concat(t, " "), #t)  --> start a b c end	5
print(select("#", table.insert(t, "x")))  --> 0
table.insert(t, nil)
print(#t)  --> 6
local function err(...) print((select(2, pcall(table.insert, ...)))) end
err({1, 2}, 4, "x")  --> bad argument #2 to 'table.insert' (position out of bounds)
err({1, 2}, 0, "x")  --> bad argument #2 to 'table.insert' (position out of bounds)
err({1, 2}, -1, "x")  --> bad argument #2 to 'table.insert' (position out of bounds)
err({}, 2, "x")  --> bad argument #2 to 'table.insert' (position out of bounds)
err({})  --> wrong number of arguments to 'insert'
err()  --> bad argument #1 to 'table.insert' (table expected, got no value)
err({}, 1, 2, 3)  --> wrong number of arguments to 'insert'
err(nil, 1)  --> bad argument #1 to 'table.insert' (table expected, got nil)
err("string", 1)  --> bad argument #1 to 'table.insert' (table expected, got string)
err({}, "x", 1)  --> bad argument #2 to 'table.insert' (number expected, got string)
err({}, 1.5, 1)  --> bad argument #2 to 'table.insert' (number has no integer representation)
table.insert(t, 1.0, "float position")
print(t[1])  --> float position
-- metamethods
local log = {}
local p = setmetatable({}, {__newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v); rawset(t, k, v) end})
table.insert(p, "one")
table.insert(p, 1, "zero")
print(table.concat(log, " "), p[1], p[2])  --> 1=one 2=one	zero	one
local q = {}
for i = 1, 100 do table.insert(q, 1, i) end
print(q[1], q[50], q[100])  --> 100	51	1
