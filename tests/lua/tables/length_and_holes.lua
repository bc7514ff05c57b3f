-- The length is a border: for sequences, the number of elements.
local t = {}
for i = 1, 100 do t[#t + 1] = i end
print(#t)  --> 100
for i = 100, 51, -1 do t[#t] = nil end
print(#t)  --> 50
t[#t + 1] = "x"
print(#t, t[51])  --> 51	x
local u = {n = 0}
for i = 1, 10 do u[i] = true end
for i = 1, 10 do u[i] = nil end
print(#u, u.n, next(u))  --> 0	0	n	0
local v = {}
v[1], v[2], v[4] = 1, 2, 4
print(#v == 2 or #v == 4, v[3])  --> true	nil
local w = {}
for i = 64, 1, -1 do w[i] = i end
print(#w)  --> 64
local x = {10, 20, 30}
x[#x + 1], x[#x + 2] = 40, 50
print(#x, x[4], x[5])  --> 5	40	50
local y = {[1] = 1, [2] = 2, [3] = 3}
y[4] = 4
print(#y)  --> 4
print(#"", #"abc", #{}, #{1}, #{{}})  --> 0	3	0	1	1
