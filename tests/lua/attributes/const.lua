-- Constants known at compile time and others.
local a <const> = 10
local s <const> = "str"
local b <const>, c <const> = true, nil
local f <const> = 2.5
local t <const> = {1, 2}
local n <const> = a * 2 + 1
print(a, s, b, c, f, #t, n)  --> 10	str	true	nil	2.5	2	21
t[3] = a
print(#t, t[3])  --> 3	10
local function use() return a + 1, s .. "!", not b, c, f * 2, t[1], n end
print(use())  --> 11	str!	false	nil	5.0	1	21
local x <const>, y = 1, 2
y = x + y
print(x, y)  --> 1	3
do
  local a = a + 1
  a = a + 1
  print(a)  --> 12
end
if b then print("then") end  --> then
if c then print("no") else print("else") end  --> else
print(a == 10, s == "str", a < 11, -a, ~a, #s, a // 3, a << 1, 1 << a)  --> true	true	true	-10	-11	3	3	20	1024
for i = a, a + 1 do print(i) end  --> 10
  --> 11
local big <const> = math.maxinteger
print(big + 1 == math.mininteger)  --> true
local u = {[a] = s, [s] = a}
print(u[10], u.str)  --> str	10
