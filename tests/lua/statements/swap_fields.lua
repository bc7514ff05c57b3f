-- Parallel assignment between fields, locals, upvalues and globals.
local t = {x = 1, y = 2, 10, 20, 30}
t.x, t.y = t.y, t.x
print(t.x, t.y)  --> 2	1
t[1], t[3] = t[3], t[1]
print(t[1], t[2], t[3])  --> 30	20	10
local l = "local"
global = "global"
local up = "up"
local function f()
  l, global, up, t.x = global, up, t.x, l
end
f()
print(l, global, up, t.x)  --> global	up	2	local
local i = 1
i, t[i], t[i + 1] = t[1], i, i + 100
print(i, t[1], t[2])  --> 30	1	101
