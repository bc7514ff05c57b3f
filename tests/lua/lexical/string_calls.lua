-- Calls whose only argument is a literal need no parentheses.
local function show(x) return type(x) .. ":" .. tostring(x) end
print(show"short")  --> string:short
print(show'short')  --> string:short
print(show[[long]])  --> string:long
print(show[==[long]==])  --> string:long
local function size(t) return #t end
print(size{1, 2, 3})  --> 3
print(size{})  --> 0
local o = {v = 5}
function o:get(k) return self[k] end
print(o:get"v")  --> 5
print(("%d"):format(7), ("x"):rep(3))  --> 7	xxx
local function curry(a) return function(b) return a .. b end end
print(curry"a""b", curry"a"[[b]])  --> ab	ab
print(#"abc", -"2", not"x")  --> 3	-2	false
print(("abc"):upper():lower():len())  --> 3
