local t, f = ...
f()
f(1, f(), f())
f((f()))
t:m(...)
t.a.b.c:m "s" {}
local a, b, c = f(), f()
local d, e = (...), ...
local g <const>, h <const> = f(), 5
print(g, h, (h))
return f(t, ...)
