-- The iterator gets the state and the control variable.
local function iter(state, control)
  print("call", state, control)
  if control < state then return control + 1, control * 10 end
end
for i, v in iter, 2, 0 do print("body", i, v) end  --> call	2	0
  --> body	1	0
  --> call	2	1
  --> body	2	10
  --> call	2	2
-- missing values are nil, extra ones are ignored
local n = 0
for a, b, c, d in function(s, c) n = n + 1; if n < 3 then return n, s, c end end do print(a, b, c, d) end  --> 1	nil	nil	nil
  --> 2	nil	1	nil
for x in (function() local done; return function() if not done then done = true; return "one", "two" end end end)() do print(x) end  --> one
-- false ends nothing but nil does
n = 0
for x in function() n = n + 1; if n <= 2 then return false end end do print(x) end  --> false
  --> false
-- the expression list is adjusted to four values
local function triple() return iter, 1, 0 end
for i in triple() do print(i) end  --> call	1	0
  --> 1
  --> call	1	1
for i in (next), {} do print "never" end
for k, v in next, {10} do print(k, v) end  --> 1	10
