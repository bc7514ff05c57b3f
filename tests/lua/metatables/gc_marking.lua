-- Only a __gc that is there when the metatable is set marks the object.
local log = {}
local function note(o) log[#log + 1] = o.name end
local late, early = {}, {__gc = true}
local set = {}
set[1] = setmetatable({name = "late"}, late)
set[2] = setmetatable({name = "early"}, early)
set[3] = setmetatable(setmetatable({name = "twice"}, early), early)
late.__gc = note
early.__gc = note
set = nil
collectgarbage()
print(table.concat(log, " "))  --> twice early
-- a finalizer that is not a function is ignored
log = {}
set = {setmetatable({name = "never"}, {__gc = 5}), setmetatable({name = "nor"}, {__gc = true})}
set = nil
collectgarbage()
print(#log)  --> 0
-- the metamethod is looked up when it is needed
local mt = {__gc = function() log[#log + 1] = "old" end}
set = {setmetatable({}, mt)}
mt.__gc = function() log[#log + 1] = "new" end
set = nil
collectgarbage()
print(table.concat(log, " "))  --> new
-- a callable table is not a function for finalizers' errors but is called
log = {}
set = {setmetatable({}, {__gc = setmetatable({}, {__call = function() log[#log + 1] = "called" end})})}
set = nil
collectgarbage()
print(#log)  --> 1
