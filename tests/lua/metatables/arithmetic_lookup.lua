-- The first operand's metamethod is preferred; one result is kept.
local function mt(name) return {__add = function() return name, "extra" end} end
local a, b = setmetatable({}, mt "a"), setmetatable({}, mt "b")
print(a + b)  --> a
print(b + a)  --> b
print(a + 1, 1 + b, (a + 1))  --> a	b	a
local c = setmetatable({}, {__add = function() end})
print(c + 1)  --> nil
local d = setmetatable({}, {__add = setmetatable({}, {__call = function(_, x, y) return "called", x == d, y end})})
print(d + 5)  --> called
print(pcall(function() return setmetatable({}, {__add = 5}) + 1 end))  --> false	arithmetic_lookup.lua:11: attempt to call a number value (metamethod 'add')
print(pcall(function() local plain = setmetatable({}, {}); return plain + 1 end))  --> false	arithmetic_lookup.lua:12: attempt to perform arithmetic on a table value (local 'plain')
-- as operands of other operators
local v = setmetatable({n = 1}, {})
getmetatable(v).__add = function(x, y)
  local l = type(x) == "table" and x.n or x
  local r = type(y) == "table" and y.n or y
  return setmetatable({n = l + r}, getmetatable(v))
end
print((v + 1 + v + 10).n, (1 + v + v).n)  --> 13	3
local sum = v
for i = 1, 100 do sum = sum + i end
print(sum.n)  --> 5051
v = v + v
print(v.n)  --> 2
