-- The three expressions are evaluated once, in order.
local function v(name, x) print(name); return x end
for i = v("start", 1), v("limit", 3), v("step", 1) do print(i) end  --> start
  --> limit
  --> step
  --> 1
  --> 2
  --> 3
local n = 3
for i = 1, n do n = 10; print(i) end  --> 1
  --> 2
  --> 3
local t = {}
for i = 1, 3 do t[i] = i end
for i = 1, #t do t[#t + 1] = i end
print(#t)  --> 6
-- the name of the variable is not in scope for the expressions
local i = 5
for i = i, i + 1 do print(i) end  --> 5
  --> 6
print(i)  --> 5
