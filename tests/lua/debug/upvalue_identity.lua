-- debug.upvalueid tells shared variables from others, debug.upvaluejoin makes functions share one.
local a, b = 1, 2
local function f() return a, b end
local function g() return b end
print(type(debug.upvalueid(f, 1)))  --> userdata
print(debug.upvalueid(f, 2) == debug.upvalueid(g, 1))  --> true
print(debug.upvalueid(f, 1) == debug.upvalueid(g, 1))  --> false
print(debug.upvalueid(f, 3), debug.upvalueid(print, 1))  --> nil	nil
debug.upvaluejoin(g, 1, f, 1)
print(g(), debug.upvalueid(f, 1) == debug.upvalueid(g, 1))  --> 1	true
a = 10
print(g())  --> 10
print(pcall(debug.upvaluejoin, g, 2, f, 1))  --> false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvaluejoin, g, 1, f, 3))  --> false	bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.setuservalue, debug.upvalueid(f, 1), 1))  --> false	bad argument #1 to 'debug.setuservalue' (userdata expected, got light userdata)
print(debug.getuservalue(debug.upvalueid(f, 1)))  --> nil
-- Each iteration has a variable of its own.
local functions = {}
for i = 1, 2 do functions[i] = function() return i end end
print(debug.upvalueid(functions[1], 1) == debug.upvalueid(functions[2], 1))  --> false
