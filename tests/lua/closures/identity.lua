-- Functions are compared by identity; each evaluation may make a new one.
local function make() return function() end end
local a = make()
print(a == a, a ~= nil, type(a))  --> true	true	function
local x = 0
local function capture() local y = x; return function() y = y + 1; return y end end
local p, q = capture(), capture()
print(p == q, p(), p(), q())  --> false	1	2	1
local t = {[p] = "p", [q] = "q", [print] = "print"}
print(t[p], t[q], t[print], t[make])  --> p	q	print	nil
print(rawequal(print, print), print == tostring)  --> true	false
