-- debug.getupvalue and debug.setupvalue reach the variables that a function captures.
local a, b = 1, 2
local function f() return a, b end
print(debug.getupvalue(f, 1))  --> a	1
print(debug.getupvalue(f, 2))  --> b	2
print(select("#", debug.getupvalue(f, 3)), select("#", debug.getupvalue(f, 0)))  --> 0	0
print(debug.setupvalue(f, 2, "B"))  --> b
print(select("#", debug.setupvalue(f, 3, "B")))  --> 0
print(a, b, f())  --> 1	B	1	B
print((debug.getupvalue(load("return x"), 1)))  --> _ENV
print(select("#", debug.getupvalue(print, 1)))  --> 0
print(pcall(debug.getupvalue, 1, 1))  --> false	bad argument #1 to 'debug.getupvalue' (function expected, got number)
print(pcall(debug.setupvalue, f, 1))  --> false	bad argument #3 to 'debug.setupvalue' (value expected)
