-- The warning that an error in a finalizer makes.
--! Lua warning: error in __gc (message)
--! Lua warning: error in __gc (gc_warnings.lua:10: position)
--! Lua warning: error in __gc (error object is not a string)
--! Lua warning: error in __gc (gc_warnings.lua:14: attempt to call a nil value (local 'x'))
warn("@on")
local function garbage(f) setmetatable({}, {__gc = f}) end
garbage(function() error("message", 0) end)
collectgarbage()
garbage(function() error("position") end)
collectgarbage()
garbage(function() error({}) end)
collectgarbage()
garbage(function() local x; x() end)
collectgarbage()
print "end"  --> end
