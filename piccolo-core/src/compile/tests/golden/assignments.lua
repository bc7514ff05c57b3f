local a, b, i, t = ...
a, b = b, a
i, t[i] = i + 1, 20
t[i], t = 1, 2
a.x, a.y, b = f()
a, b, i = 1
a, b = 1, 2, 3
x, y = y, x
local function c() return i, t end
i, t[i], t = t, i
t.a.b.c = a
