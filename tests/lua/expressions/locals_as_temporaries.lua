-- Operations on locals must not disturb each other.
local a, b, c = 1, 2, 3
a, b = b, a + b
print(a, b)  --> 2	3
local t = {a, b, a + b, a * b, -a}
print(table.concat(t, " "))  --> 2 3 5 6 -2
local x = a + b * c - (a - b) * (c - a)
print(x)  --> 12
a = a + a * a - a
b = (b + 1) * (b + 1) - b
print(a, b)  --> 4	13
local function f(p, q, r) p, q, r = r, p, q; return p, q, r end
print(f(1, 2, 3))  --> 3	1	2
local s = "x"
s = s .. s .. s
s = s .. (s .. s) .. #s
print(s)  --> xxxxxxxxx3
local i = 5
i = i - (i - (i - 1))
print(i)  --> 4
local u = {1, 2, 3}
u[u[1]], u[u[2]] = u[u[2]], u[u[1]]
print(u[1], u[2], u[3])  --> 2	1	3
local v = {n = 1}
v.n, v = v.n + 1, {n = v.n}
print(v.n)  --> 1
do
  local a = a
  a = a .. ""
  local b <const> = a
  local c = b .. b
  print(a, b, c, type(a))  --> 4	4	44	string
end
local function g(n) local m = n; n = m + 1; m = n * m; return n, m, n + m end
print(g(3))  --> 4	12	16
print((function(a, b, ...) local c, d = ...; a, b, c, d = d, c, b, a; return a, b, c, d end)(1, 2, 3, 4))  --> 4	3	2	1
