-- One local statement may name a variable twice: the last one counts.
local a, a, b = 1, 2, 3
print(a, b)  --> 2	3
local function f(p, p) return p end
print(f(1, 2))  --> 2
for k, k in pairs({"only"}) do print(k) end  --> only
local function g(...)
  local _, _, c = ...
  return _, c
end
print(g(1, 2, 3))  --> 2	3
