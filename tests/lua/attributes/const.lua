-- Constants known at compile time and others.
--! /tmp/specgen/mlua: const.lua:31: '=' or 'in' expected near '<'
local a <const> = 10
local s <const> = "str"
local b <const>, c <const> = true, nil
local f <const> = 2.5
local t <const> = {1, 2}
local n <const> = a * 2 + 1
print(a, s, b, c, f, #t, n)
t[3] = a
print(#t, t[3])
local function use() return a + 1, s .. "!", not b, c, f * 2, t[1], n end
print(use())
local x <const>, y = 1, 2
y = x + y
print(x, y)
do
  local a = a + 1
  a = a + 1
  print(a)
end
if b then print("then") end
if c then print("no") else print("else") end
print(a == 10, s == "str", a < 11, -a, ~a, #s, a // 3, a << 1, 1 << a)
for i = a, a + 1 do print(i) end
local big <const> = math.maxinteger
print(big + 1 == math.mininteger)
local u = {[a] = s, [s] = a}
print(u[10], u.str)
-- const holds for the variable, not for the closure's copy of a loop
for i <const> in function(_, k) if not k then return 1 end end do print(i) end
