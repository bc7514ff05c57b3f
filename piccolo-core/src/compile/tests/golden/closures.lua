local a, b = 1
local function f(x, y)
  a = a + x
  return function() y = y .. a; return y end
end
local function g() return g, b end
function t.x.y:m(...) return self, a, ... end
for i = 1, 3 do t[i] = function() i = i + 1 return i end end
do local a = 2; b = function() return a end end
local h = a + f(a)
return a
