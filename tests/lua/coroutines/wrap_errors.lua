-- wrap raises the error again; a string gets the position of the caller in front.
local function try(f, ...)
  local g = coroutine.wrap(f)
  print(pcall(function(...) return (g(...)) end, ...))
  print(pcall(g))
end
try(function() error("message") end)  --> false	wrap_errors.lua:4: wrap_errors.lua:7: message
  --> false	cannot resume dead coroutine
try(function() error("no position", 0) end)  --> false	wrap_errors.lua:4: no position
  --> false	cannot resume dead coroutine
try(function() local x; x.y = 1 end)  --> false	wrap_errors.lua:4: wrap_errors.lua:11: attempt to index a nil value (local 'x')
  --> false	cannot resume dead coroutine
try(function() return 1 + {} end)  --> false	wrap_errors.lua:4: wrap_errors.lua:13: attempt to perform arithmetic on a table value
  --> false	cannot resume dead coroutine
local object = setmetatable({}, {__tostring = function() return "error object" end})
local g = coroutine.wrap(function() error(object) end)
local ok, e = pcall(g)
print(ok, e == object)  --> false	true
print(pcall(coroutine.wrap(function() error() end)))  --> false	nil
print(pcall(coroutine.wrap(function() error(12) end)))  --> false	12
-- a variable to be closed is closed when wrap fails
local w = coroutine.wrap(function()
  local c <close> = setmetatable({}, {__close = function(_, e) print("closed", e) end})
  coroutine.yield(1)
  error("late", 0)
end)
print(w())  --> 1
print(pcall(w))  --> closed	late
  --> false	late
print(pcall(w))  --> false	cannot resume dead coroutine
