-- Of a function that is not active, debug.getlocal gives the names of the parameters.
local function f(first, second, ...) local third end
print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3))  --> first	second	nil
local function captures(x) return function() return x end end
print(debug.getlocal(captures, 1), debug.getlocal(captures, 2))  --> x	nil
print(debug.getlocal(print, 1))  --> nil
local t = {}
function t:method() end
print(debug.getlocal(t.method, 1))  --> self
