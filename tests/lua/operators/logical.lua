print(nil and 1, false and 1, 0 and 1, "" and 2)  --> nil	false	1	2
print(nil or 1, false or 1, 0 or 1, "" or 2)  --> 1	1	0	
print(not nil, not false, not 0, not "", not {})  --> true	true	false	false	false
local calls = 0
local function count(v) calls = calls + 1 return v end
local _ = count(false) and count(1)
print(calls)  --> 1
_ = count(1) or count(2)
print(calls)  --> 2
print(count(nil) or count(false) or count(3), calls)  --> 3	5
print(nil and nil, false and nil, nil or false, false or nil)  --> nil	false	false	nil
local a, b, c = 1, nil, false
print(a and b, a and c, b and a, c or b, (a and b) or "x", a and (b or "y"))  --> nil	false	nil	nil	x	y
print(a == 1 and "one" or "other", a == 2 and "two" or "other")  --> one	other
if a and not b and not c then print("branch") end  --> branch
if (b or c) or a then print("either") end  --> either
if not (a and (b or c)) then print("neither") end  --> neither
local t = {a and 1 or 2, b and 1 or 2, not c}
print(t[1], t[2], t[3])  --> 1	2	true
while a and not b do b = true end
print(b)  --> true
local r = (a == 1) == (b == true)
print(r, not (a == 1), not (a ~= 1), not (a < 2), not (a > 2))  --> true	false	true	false	true
print((nil == false), (a and b) == true, (function(...) return (...) and select("#", ...) end)(1, 2))  --> false	true	2
