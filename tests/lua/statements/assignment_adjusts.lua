-- The number of values is adjusted to the number of variables.
local function two() return 1, 2 end
local function none() end
local a, b, c = two()
print(a, b, c)  --> 1	2	nil
a, b, c = two(), 10
print(a, b, c)  --> 1	10	nil
a, b, c = 10, two()
print(a, b, c)  --> 10	1	2
a, b, c = none()
print(a, b, c)  --> nil	nil	nil
a, b, c = none(), 5
print(a, b, c)  --> nil	5	nil
a, b, c = (two())
print(a, b, c)  --> 1	nil	nil
a, b = two(), two(), two()
print(a, b)  --> 1	1
local function va(...)
  local x, y, z = ...
  local n = (...)
  return x, y, z, n
end
print(va())  --> nil	nil	nil	nil
print(va(7))  --> 7	nil	nil	7
print(va(7, 8, 9, 10))  --> 7	8	9	7
local t = {}
t.a, t.b, t.c = va(1, 2)
print(t.a, t.b, t.c)  --> 1	2	nil
g1, g2 = two()
print(g1, g2)  --> 1	2
