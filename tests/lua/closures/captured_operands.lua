-- Captured variables as operands next to operands with jumps.
local a, b, no = 1, 10, false
local function all() a, b, no = a, b, no return a, b, no end
print(a + (b or b), (b or b) + a, a + (b and b), a - (no or b), (no or b) - a)  --> 11	11	11	-9	9
print(a < (b or b), (b or b) < a, a <= (no or b), a > (b or b), a >= (b and a))  --> true	false	true	false	true
print(a == (b or b), (b or b) == a, a ~= (b or b), a == (b and a))  --> false	false	true	true
print(a .. (b or b), (b or b) .. a, a & (b or b), a << (no or b), a ^ (b or 2))  --> 110	101	0	1024	1.0
print(a + (no and b or a), a // (nil or b), a % (b and b), -a + (b or b))  --> 2	0	1	9
local list, other = {[10] = "ten", [1] = "one"}, {}
local function tables() list, other = list, other return list, other end
print(list[b or b], list[no or a], (other or list)[b or b], #(list or other))  --> ten	one	nil	1
list[a], list[b or b] = b or b, a or b
print(list[1], list[10])  --> 10	1
local s = "x"
local function text() s = s return s end
print(s:rep(b and 2), (s or a):rep(a + (b or b) - 8), s .. (a and s) .. (no or s))  --> xx	xxx	xxx
print(pcall(function() local t = {} local u = function() return t end return t + (u or t) end))  --> false	captured_operands.lua:17: attempt to perform arithmetic on a table value (local 't')
