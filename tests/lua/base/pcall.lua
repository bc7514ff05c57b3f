print(pcall(function() return 1, 2, 3 end))  --> true	1	2	3
print(pcall(function() end))  --> true
print(pcall(function(...) return select("#", ...), ... end, nil, nil))  --> true	2	nil	nil
print(pcall(error, "e", 0))  --> false	e
print(pcall(pcall))  --> false	bad argument #1 to 'pcall' (value expected)
print(pcall(pcall, error, "inner"))  --> true	false	inner
print(pcall(pcall, pcall, error, "inner"))  --> true	true	false	inner
print(pcall(nil))  --> false	attempt to call a nil value
print(pcall({}))  --> false	attempt to call a table value
print(pcall(select, "#", 1, 2))  --> true	2
print(select("#", pcall(function() return nil, nil end)))  --> 3
-- locals and upvalues after an error
local x = 1
print(pcall(function() x = 2; local y = nil; y() end), x)  --> false	2
print(x)  --> 2
-- loops with pcall
local n, errors = 0, 0
for i = 1, 1000 do
  if pcall(function() if i % 2 == 0 then error() end; n = n + i end) then else errors = errors + 1 end
end
print(n, errors)  --> 250000	500
-- nested handlers
print(pcall(function()  --> false	abc
  local ok, a = pcall(error, "a", 0)
  local ok2, b = pcall(function() error(a .. "b", 0) end)
  error(b .. "c", 0)
end))
local function deep(n) if n == 0 then error("bottom", 0) end return select(2, pcall(deep, n - 1)) end
print(deep(100))  --> bottom
