print(xpcall(function(...) return ... end, print, 1, 2, 3))  --> true	1	2	3
print(xpcall(error, function(m) return "handled " .. m, "second" end, "message", 0))  --> false	handled message
print(xpcall(function() error("with position") end, function(m) return m:upper() end))  --> false	XPCALL.LUA:3: WITH POSITION
print(xpcall(function() local t; t.x = 1 end, function(m) return #m > 0, type(m) end))  --> false	true
print(xpcall(error, function(m) return m end))  --> false	nil
print(xpcall(error, function() end, "x"))  --> false	nil
print(xpcall(error, type, {}))  --> false	table
print(xpcall(error, function(...) return select("#", ...) end, "x"))  --> false	1
-- the handler runs where the error happened: locals of the erring function are alive
local depth = 0
local function inner() error("e", 0) end
local function middle() depth = depth + 1; inner(); depth = depth - 1 end
print(xpcall(middle, function(m) return m .. depth end))  --> false	e1
-- handlers nest
print(xpcall(function()  --> false	inner one
  --> false	outer two
  print(xpcall(error, function(m) return "inner " .. m end, "one", 0))
  error("two", 0)
end, function(m) return "outer " .. m end))
-- a pcall inside uses no handler of the outside
print(xpcall(function() return pcall(error, "raw", 0) end, function() return "not called" end))  --> true	false	raw
-- arguments
print(pcall(xpcall))  --> false	bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(xpcall, print))  --> false	bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(xpcall, print, nil))  --> false	bad argument #2 to 'xpcall' (function expected, got nil)
print(xpcall(nil, function(m) return m end))  --> false	attempt to call a nil value
print(xpcall(setmetatable({}, {__call = function(_, x) return x end}), print, "callable"))  --> true	callable
print(xpcall(error, function(m) return m.code end, {code = 5}))  --> false	5
print(pcall(xpcall, error, setmetatable({}, {__call = print})))  --> false	bad argument #2 to 'xpcall' (function expected, got table)
