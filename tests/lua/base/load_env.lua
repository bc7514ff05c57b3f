local env = {y = 5}
print(load("return y", "=c", "t", env)())  --> 5
load("z = y + 1", "=c", "t", env)()
print(env.z, z)  --> 6	nil
print(load("return _ENV", "=c", "t", env)() == env)  --> true
print(load("return y", "=c", "t", setmetatable({}, {__index = function(_, k) return k .. "!" end}))())  --> y!
print(pcall(load("return y", "=c", "t", nil)))  --> false	c:1: attempt to index a nil value (upvalue '_ENV')
print(pcall(load("y = 1", "=c", "t", 5)))  --> false	c:1: attempt to index a number value (upvalue '_ENV')
print(load("return 7", "=c", "t", nil)())  --> 7
-- environments are independent
local a, b = {}, {}
local src = "n = (n or 0) + 1; return n"
local fa, fb = load(src, "=c", "t", a), load(src, "=c", "t", b)
print(fa(), fa(), fb(), a.n, b.n)  --> 1	2	1	2	1
-- chunks do not see locals
local hidden = "local"
print(load("return hidden")())  --> nil
-- nested loads inherit the globals, not the environment
print(load("return load('return y')", "=c", "t", {load = load})()())  --> nil
print(load("return function(...) return select('#', ...), y end", "=c", "t", {select = select, y = 1})()(1, 2))  --> 2	1
