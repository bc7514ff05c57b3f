-- Only the ranges are checked.
local function all(n, f) for i = 1, n do if not f() then return false end end return true end
print(all(200, function() local x = math.random(); return x >= 0 and x < 1 and math.type(x) == "float" end))  --> true
print(all(200, function() local x = math.random(6); return x >= 1 and x <= 6 and math.type(x) == "integer" end))  --> true
print(all(200, function() local x = math.random(-3, 3); return x >= -3 and x <= 3 end))  --> true
print(all(50, function() return math.random(5, 5) == 5 end))  --> true
print(all(50, function() return math.type(math.random(0)) == "integer" end))  --> true
print(all(50, function() local x = math.random(math.mininteger, math.maxinteger); return math.type(x) == "integer" end))  --> true
local seen, n = {}, 0
for i = 1, 2000 do
  local x = math.random(10)
  if not seen[x] then seen[x] = true; n = n + 1 end
end
print(n)  --> 10
math.randomseed(42)
local a, b, c = math.random(1000000), math.random(1000000), math.random()
math.randomseed(42)
print(math.random(1000000) == a, math.random(1000000) == b, math.random() == c)  --> true	true	true
print(pcall(math.random, 0, -1))  --> false	bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, -5))  --> false	bad argument #1 to 'math.random' (interval is empty)
print(pcall(math.random, 1, 2, 3))  --> false	wrong number of arguments
print(pcall(math.random, 1.5))  --> false	bad argument #1 to 'math.random' (number has no integer representation)
print(pcall(math.random, "x"))  --> false	bad argument #1 to 'math.random' (number expected, got string)
print(pcall(math.random, 2, 1))  --> false	bad argument #1 to 'math.random' (interval is empty)
