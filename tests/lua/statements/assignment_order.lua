-- Operands of the left side are evaluated before the assignment.
local i, t = 1, {}
i, t[i] = i + 1, 20
print(i, t[1], t[2])  --> 2	20	nil
local a, b, c = 1, 2, 3
a, b, c = c, a, b
print(a, b, c)  --> 3	1	2
local x, y = 1
print(x, y)  --> 1	nil
x, y = 5, 6, 7
print(x, y)  --> 5	6
local log = {}
local function v(name, ...)
  log[#log + 1] = name
  return ...
end
local u = {}
v("t", u)[v("k", "key")] = v("v", 9)
print(table.concat(log, " "), u.key)  --> t k v	9
log = {}
v("t1", u)[v("k1", 1)], v("t2", u)[v("k2", 2)] = v("v1", "one"), v("v2", "two")
print(table.concat(log, " "), u[1], u[2])  --> t1 k1 t2 k2 v1 v2	one	two
-- a table that is replaced in the same statement
local p = {n = "old"}
local q = p
p.n, p = "new", {n = "other"}
print(q.n, p.n)  --> new	other
local r = {1, 2}
local w = r
r[1], r, r[2] = "x", {}, "y"
print(w[1], w[2], #r)  --> x	y	0
