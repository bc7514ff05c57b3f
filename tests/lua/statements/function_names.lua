-- The forms of function statements.
function f() return "global" end
local function g() return "local" end
local t = {u = {}}
function t.f() return "field" end
function t.u.f() return "nested field" end
function t.u:m(x) return self == t.u, x end
print(f(), g(), t.f(), t.u.f())  --> global	local	field	nested field
print(t.u:m(5))  --> true	5
print(t.u.m(t.u, 6))  --> true	6
-- local function sees itself, a local variable with a function does not
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
print(fact(10))  --> 3628800
local h = function() return h end
print(h())  --> nil
-- redefinition
local function g() return "second" end
print(g())  --> second
do
  local f = function() return "inner" end
  print(f())  --> inner
end
print(f())  --> global
