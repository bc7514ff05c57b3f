-- A million tail calls need no stack.
local function loop(n, acc)
  if n == 0 then return acc end
  return loop(n - 1, acc + 1)
end
print(loop(1000000, 0))  --> 1000000
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(100001), odd(100001))  --> false	true
local o = {}
function o:run(n, ...) if n == 0 then return select("#", ...) end return self:run(n - 1, ...) end
print(o:run(100000, 1, 2, 3))  --> 3
local callable = setmetatable({}, {__call = function(self, n) if n == 0 then return "called" end return self(n - 1) end})
print(callable(10000))  --> called
