-- The manual leaves open which border is the length of a list with gaps. Programs rely on these.
print(#{1, nil, 3}, #{nil, nil, 3}, #{1, nil, nil}, #{n = 1, nil, 2})  --> 3	3	1	2
print(#{"a", nil, nil, "f", [5] = "g", [7] = "h"})  --> 5
print(#{nil, nil, nil, nil, nil, 1})  --> 6
print(#table.pack(1, nil, 3), #table.pack(nil, nil, 3, nil))  --> 3	3
print(#{[2] = "b", "a", "c"}, #{[2] = "b", "a"})  --> 2	2

-- What stands behind a gap is no element before the list has more room.
local record = {a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7}
record[1], record[3] = "x", "z"
print(#record)  --> 1
table.insert(record, "y")
table.insert(record, "w")
print(#record, record[2], record[4])  --> 4	y	w

local list = {}
for i = 1, 5 do list[i] = i end
list[7] = 7
print(#list)  --> 7
list[8], list[6] = 8, 6
print(#list)  --> 8
