-- __eq is called for two different tables only, and its result made a boolean.
local calls = 0
local mt = {__eq = function(a, b) calls = calls + 1; return a.v == b.v and "truthy" or nil end}
local function new(v) return setmetatable({v = v}, mt) end
local a, b, c = new(1), new(1), new(2)
print(a == b, a ~= b, a == c, a ~= c, calls)  --> true	false	false	true	4
print(a == a, a == 1, a == "x", a == nil, 1 == a, calls)  --> true	false	false	false	false	4
-- the first operand's metamethod, or the second's
local plain = {v = 1}
print(a == plain, plain == a, plain == {v = 1}, calls)  --> true	true	false	6
local mt2 = {__eq = function() return "other" end}
local d = setmetatable({v = 5}, mt2)
print(a == d, d == a, calls)  --> false	true	7
print(rawequal(a, b), rawequal(a, a))  --> false	true
-- not used for table keys nor by table functions
local t = {[a] = "a", [b] = "b"}
print(t[a], t[b])  --> a	b
if a == b then print "equal" else print "different" end  --> equal
if a ~= b then print "different" else print "equal" end  --> equal
print(not (a == b), a == b and 1 or 2)  --> false	1
while a == b do a.v = a.v + 1 end
print(a.v, calls)  --> 2	13
print(pcall(function() return setmetatable({}, {__eq = function() error("in eq", 0) end}) == {} end))  --> false	in eq
print(pcall(function() return setmetatable({}, {__eq = 5}) == {} end))  --> false	eq.lua:24: attempt to call a number value (metamethod 'eq')
