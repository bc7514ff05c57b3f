-- and/or in every position: values, conditions, arguments, nested.
local function f(a, b, c)
  local x = a and b or c
  local y = (a or b) and c
  local z = not (a and b) or c
  return x, y, z
end
for i = 0, 7 do
  local a, b, c = i & 4 ~= 0, i & 2 ~= 0, i & 1 ~= 0
  local x, y, z = f(a, b, c)
  print(a, b, c, x, y, z)  --> false	false	false	false	false	true
  --> false	false	true	true	false	true
  --> false	true	false	false	false	true
  --> false	true	true	true	true	true
  --> true	false	false	false	false	true
  --> true	false	true	true	true	true
  --> true	true	false	true	false	false
  --> true	true	true	true	true	true
end
local function g(n)
  if n > 3 and n < 7 or n == 10 then return "in"
  elseif not (n ~= 1) or (n == 2 and true) then return "low"
  else return "out" end
end
print(g(1), g(2), g(3), g(4), g(6), g(7), g(10))  --> low	low	out	in	in	out	in
local i = 0
repeat i = i + 1 until i > 3 and i % 2 == 1 or i > 10
print(i)  --> 5
print((1 == 1) and (2 == 3) or (3 == 3), 1 < 2 and "yes" or "no", 1 > 2 and "yes" or "no")  --> true	yes	no
local k = nil
print(k and k.x, k and k.x.y or "none", (k or {x = 9}).x)  --> nil	none	9
local t = {n = k == nil and 1 or 0, [1 < 2 and "a" or "b"] = true}
print(t.n, t.a, t.b)  --> 1	true	nil
