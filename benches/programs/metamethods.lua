-- Arithmetic, comparison, concatenation and length metamethods.
local Vector = {}
Vector.__index = Vector

local function vector(x, y) return setmetatable({ x = x, y = y }, Vector) end

Vector.__add = function(a, b) return vector(a.x + b.x, a.y + b.y) end
Vector.__sub = function(a, b) return vector(a.x - b.x, a.y - b.y) end
Vector.__mul = function(a, k) return vector(a.x * k, a.y * k) end
Vector.__unm = function(a) return vector(-a.x, -a.y) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__lt = function(a, b) return a.x < b.x end
Vector.__le = function(a, b) return a.x <= b.x end
Vector.__len = function(a) return a.x + a.y end
Vector.__concat = function(a, b) return a.x * 10 + (type(b) == "number" and b or b.x) end

local step, origin = vector(1, 2), vector(0, 0)
local at = origin
local check = 0
for i = 1, 850000 do
  at = at + step * 3 - step
  if origin < at then check = check + 1 end
  if at <= origin then check = check + 100 end
  if at == origin then check = check + 1000 end
  if #at > 1000 then
    check = check + (at .. i) % 13
    at = -origin
  end
end
print(check, at.x, at.y)
