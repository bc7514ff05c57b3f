-- Locals that functions refer to before they are assigned.
local isodd
local function iseven(n) if n == 0 then return true end return isodd(n - 1) end
print(pcall(iseven, 3))  --> false	recursive_locals.lua:3: attempt to call a nil value (upvalue 'isodd')
function isodd(n) if n == 0 then return false end return iseven(n - 1) end
print(iseven(10), iseven(7))  --> true	false
local list = {}
local function walk(n) if n > 0 then list[#list + 1] = n; return walk(n - 1) end return list end
print(table.concat(walk(5), " "))  --> 5 4 3 2 1
local t = {}
t.f = function(n) return n <= 0 and "end" or t.f(n - 1) end
print(t.f(3))  --> end
