local calls = {}
local mt = {__lt = function(a, b)
  local function v(x) return type(x) == "table" and x.v or x end
  calls[#calls + 1] = tostring(v(a)) .. "<" .. tostring(v(b))
  return v(a) < v(b) and "yes" or nil
end}
local function new(v) return setmetatable({v = v}, mt) end
local a, b = new(1), new(2)
print(a < b, b < a, a > b, b > a)  --> true	false	false	true
print(a < 5, 5 < a, a > 5, 5 > a, a < 1.5, 0.5 < a)  --> true	false	false	true	true	true
print(table.concat(calls, " "))  --> 1<2 2<1 2<1 1<2 1<5 5<1 5<1 1<5 1<1.5 0.5<1
calls = {}
if a < 10 then print "then" end  --> then
if not (a > 10) then print "not" end  --> not
if 0 < a and a < 3 then print "between" end  --> between
print(table.concat(calls, " "))  --> 1<10 10<1 0<1 1<3
print(pcall(function() return a < "x" end))  --> false	lt.lua:5: attempt to compare number with string
print(pcall(function() return a < {} end))  --> false	lt.lua:5: attempt to compare number with table
print(pcall(function() return {} < a end))  --> false	lt.lua:5: attempt to compare table with number
print(pcall(function() return {} < {} end))  --> false	lt.lua:20: attempt to compare two table values
-- sort uses it
local t = {new(3), new(1), new(2)}
table.sort(t)
print(t[1].v, t[2].v, t[3].v)  --> 1	2	3
