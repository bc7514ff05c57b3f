-- A value type with most operators.
local V = {}
V.__index = V
local function vec(x, y) return setmetatable({x = x, y = y}, V) end
V.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
V.__sub = function(a, b) return vec(a.x - b.x, a.y - b.y) end
V.__mul = function(a, b)
  if type(a) == "number" then return vec(a * b.x, a * b.y) end
  if type(b) == "number" then return vec(a.x * b, a.y * b) end
  return a.x * b.x + a.y * b.y
end
V.__div = function(a, n) return vec(a.x / n, a.y / n) end
V.__unm = function(a) return vec(-a.x, -a.y) end
V.__eq = function(a, b) return a.x == b.x and a.y == b.y end
V.__lt = function(a, b) return a:len2() < b:len2() end
V.__le = function(a, b) return a:len2() <= b:len2() end
V.__len = function() return 2 end
V.__call = function(a, k) return a[k] end
V.__concat = function(a, b) return tostring(a) .. tostring(b) end
V.__tostring = function(a) return "(" .. a.x .. ", " .. a.y .. ")" end
function V:len2() return self * self end
local a, b = vec(1, 2), vec(3, 4)
print(a + b, a - b, a * b, a * 2, 2 * a, b / 2, -a)  --> (4, 6)	(-2, -2)	11	(2, 4)	(2, 4)	(1.5, 2.0)	(-1, -2)
print(a == vec(1, 2), a == b, a < b, a <= b, a > b, #a, a "y", a .. b, "v" .. a)  --> true	false	true	true	false	2	2	(1, 2)(3, 4)	v(1, 2)
local sum = vec(0, 0)
for i = 1, 10 do sum = sum + vec(i, i * i) end
print(sum, sum:len2())  --> (55, 385)	151250
