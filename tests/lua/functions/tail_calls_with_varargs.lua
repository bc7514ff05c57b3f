-- Tail calls between functions with different numbers of arguments.
local f, g, h
function f(n, ...) if n == 0 then return "f", ... end return g(n - 1, n, ...) end
function g(n, a) if n == 0 then return "g", a end return h(n - 1, a, a, a, a, a, a, a, a) end
function h(n, ...) if n == 0 then return "h", select("#", ...) end return f(n - 1) end
for i = 0, 6 do print(f(i)) end  --> f
  --> g	1
  --> h	8
  --> f
  --> g	1
  --> h	8
  --> f
print(f(30000))  --> f
-- a parenthesised call is no tail call but has one result
local function one(...) return (f(...)) end
print(one(0, 1, 2))  --> f
-- natives in tail position
local function native(...) return select("#", ...) end
local function checked(...) return pcall(native, ...) end
print(native(1, 2, 3), checked(1, 2))  --> 3	true	2
local function str(x) return tostring(x) end
print(str(12))  --> 12
