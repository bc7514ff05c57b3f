-- and/or give operands, not booleans, in assignments, arguments, tables and returns.
local function f(...) return ... end
print(1 and 2, nil and 1, false and 1, 1 or 2, nil or 2, false or nil, nil and nil)  --> 2	nil	false	1	2	nil	nil
print(f(1 and 2, nil or 3), (f(nil, 1) or "default"))  --> 2	default
local t = {1 and "a", nil or "b", x = false or "c", [1 and "k"] = 2 or 3}
print(t[1], t[2], t.x, t.k)  --> a	b	c	2
local a, b = nil, 5
local x = a and b or "else"
local y = not a and b or "else"
local z = a or b and "both"
print(x, y, z)  --> else	5	both
local function default(v, d) return v == nil and d or v end
print(default(nil, 1), default(2, 1), default(false, 1))  --> 1	2	false
x = (a or b) and (b and "t" or "f")
y = a and a.field or b and b + 1
print(x, y)  --> t	6
local function side(v, log) log[#log + 1] = tostring(v); return v end
local log = {}
local r = side(false, log) and side(1, log) or side(nil, log) or side("last", log)
print(r, table.concat(log, " "))  --> last	false nil last
print(not nil, not 0, not not "x", not (1 and nil))  --> true	false	true	true
print((1 or error "never") and "short", nil and error "never")  --> short	nil
print(1 < 2 and 2 < 3, 1 < 2 and 3 < 2, not (1 < 2) or 5, (1 == 1) == true, (1 < 2) ~= (2 < 1))  --> true	false	5	true	true
