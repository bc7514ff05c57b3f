print(table.pack().n)  --> 0
print(table.pack(nil, nil).n)  --> 2
print(table.pack(1, nil, 3).n, table.pack(1, nil, 3)[3])  --> 3	3
print(#table.pack("a", "b"))  --> 2
print(select("#", table.unpack(table.pack(nil, 2, nil), 1, 3)))  --> 3
print(table.pack(table.unpack({}, 1, 200)).n)  --> 200
print(getmetatable(table.pack(1)))  --> nil
print(rawlen(table.pack(false)))  --> 1
