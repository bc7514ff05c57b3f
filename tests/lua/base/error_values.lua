-- Any value can be thrown and arrives unchanged.
local t = {}
local function throw(v) return select(2, pcall(error, v)) end
print(throw(t) == t, throw(nil), throw(true), throw(false), throw(1), throw(1.5), throw(print) == print)  --> true	nil	true	false	1	1.5	true
local co = coroutine.create(print)
print(throw(co) == co)  --> true
print(select("#", pcall(error)))  --> 2
print(select("#", pcall(error, nil)))  --> 2
print(math.type(throw(1)), math.type(throw(1.0)), type(throw("1")))  --> integer	float	string
-- positions are added to strings only, numbers are no strings
print(pcall(function() error(1) end))  --> false	1
print(pcall(function() error("1") end))  --> false	error_values.lua:12: 1
print(pcall(function() error(t) end) == false)  --> true
print(pcall(function() error(setmetatable({}, {__tostring = function() return "x" end})) end) == false)  --> true
print(pcall(function() error("") end))  --> false	error_values.lua:15: 
-- an error with many fields
local E = {}
E.__index = E
E.__tostring = function(e) return e.kind .. ": " .. e.message end
local function raise(kind, message) error(setmetatable({kind = kind, message = message}, E)) end
local ok, e = pcall(raise, "IOError", "disk full")
print(ok, tostring(e), getmetatable(e) == E, e.kind)  --> false	IOError: disk full	true	IOError
