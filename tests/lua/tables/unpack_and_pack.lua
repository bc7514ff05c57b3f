print(table.unpack({1, 2, 3}))  --> 1	2	3
print(table.unpack({1, 2, 3}, 2))  --> 2	3
print(table.unpack({1, 2, 3}, 2, 3))  --> 2	3
print(table.unpack({1, nil, 3}, 1, 3))  --> 1	nil	3
print(table.unpack({}, 1, 3))  --> nil	nil	nil
print(table.unpack({1, 2}, 3), table.unpack({1, 2}, 2, 1), "end")  --> nil	nil	end
print(table.unpack({[-1] = "a", [0] = "b", [1] = "c"}, -1, 1))  --> a	b	c
print((table.unpack({1, 2, 3})))  --> 1
local p = table.pack()
print(p.n, #p)  --> 0	0
p = table.pack(1, nil, 3, nil)
print(p.n, p[1], p[2], p[3], p[4])  --> 4	1	nil	3	nil
print(table.unpack(p, 1, p.n))  --> 1	nil	3	nil
print(select("#", table.unpack(table.pack(nil, nil), 1, 2)))  --> 2
print(pcall(table.unpack, {}, 1, 1e8))  --> false	too many results to unpack
print(pcall(table.unpack, {}, math.mininteger, math.maxinteger))  --> false	too many results to unpack
print(pcall(table.unpack, {}, 0, math.maxinteger))  --> false	too many results to unpack
print(pcall(table.unpack))  --> false	attempt to get length of a nil value
print(pcall(table.unpack, {}, "x"))  --> false	bad argument #2 to 'table.unpack' (number expected, got string)
print(table.unpack("abc", 1, 0) == nil, select("#", table.unpack({}, 1, 200)))  --> true	200
print(table.unpack({1, 2}, math.maxinteger, math.maxinteger))  --> nil
print(table.unpack(setmetatable({}, {__index = function(_, i) return i * i end}), 1, 4))  --> 1	4	9	16
