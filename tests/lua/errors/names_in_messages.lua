-- How the erring value is described: local, upvalue, global, field, method, constant or not at all.
local function err(f, ...) print((select(2, pcall(f, ...)))) end
local up = {}
global = {}
err(function() local name = {}; name.f() end)  --> names_in_messages.lua:5: attempt to call a nil value (field 'f')
err(function() up.f() end)  --> names_in_messages.lua:6: attempt to call a nil value (field 'f')
err(function() global.f() end)  --> names_in_messages.lua:7: attempt to call a nil value (field 'f')
err(function() up:m() end)  --> names_in_messages.lua:8: attempt to call a nil value (method 'm')
err(function() global.sub.f() end)  --> names_in_messages.lua:9: attempt to index a nil value (field 'sub')
err(function() local a = up; a.x.y() end)  --> names_in_messages.lua:10: attempt to index a nil value (field 'x')
err(function() local name; name() end)  --> names_in_messages.lua:11: attempt to call a nil value (local 'name')
err(function() local name; name.x = 1 end)  --> names_in_messages.lua:12: attempt to index a nil value (local 'name')
err(function() local name; local other = name + 1 end)  --> names_in_messages.lua:13: attempt to perform arithmetic on a nil value (local 'name')
err(function() local name; local other = name .. "x" end)  --> names_in_messages.lua:14: attempt to concatenate a nil value (local 'name')
err(function() local name; return #name end)  --> names_in_messages.lua:15: attempt to get length of a nil value (local 'name')
-- a name ends with its scope
err(function() do local a = 1 end local b; b() end)  --> names_in_messages.lua:17: attempt to call a nil value (local 'b')
err(function() local a; do local a = {}; a() end end)  --> names_in_messages.lua:18: attempt to call a table value (local 'a')
-- temporaries have none
err(function() return (up.x or up.y).z end)  --> names_in_messages.lua:20: attempt to index a nil value
err(function() return (up and nil).z end)  --> names_in_messages.lua:21: attempt to index a nil value
err(function() return (1 + 1)() end)  --> names_in_messages.lua:22: attempt to call a number value
err(function() return ("x" .. "y")() end)  --> names_in_messages.lua:23: attempt to call a string value
err(function() return (#up)() end)  --> names_in_messages.lua:24: attempt to call a number value
err(function() return (not up)() end)  --> names_in_messages.lua:25: attempt to call a boolean value
err(function() return ({})() end)  --> names_in_messages.lua:26: attempt to call a table value
err(function() return ((up))() end)  --> names_in_messages.lua:27: attempt to call a table value (upvalue 'up')
err(function() return up.f.g.h end)  --> names_in_messages.lua:28: attempt to index a nil value (field 'f')
err(function() return (function() end)() + 1 end)  --> names_in_messages.lua:29: attempt to perform arithmetic on a nil value
err(function() return tostring(1) + {} end)  --> names_in_messages.lua:30: attempt to add a 'string' with a 'table'
err(function(...) return ... + 1 end)  --> names_in_messages.lua:31: attempt to perform arithmetic on a nil value
err(function() return up[1][2] end)  --> names_in_messages.lua:32: attempt to index a nil value (field 'integer index')
err(function() return up[up].x end)  --> names_in_messages.lua:33: attempt to index a nil value (field '?')
err(function() return up[global].x end)  --> names_in_messages.lua:34: attempt to index a nil value (field '?')
-- long and odd names
err(function() return up.a_very_long_field_name_that_goes_on_and_on_and_on_and_on_and_on_and_on.x end)  --> names_in_messages.lua:36: attempt to index a nil value (field 'a_very_long_field_name_that_goes_on_and_on_and_on_and_on_and_on_and_on')
err(function() a_very_long_global_name_that_goes_on_and_on_and_on_and_on_and_on_and_on() end)  --> names_in_messages.lua:37: attempt to call a nil value (global 'a_very_long_global_name_that_goes_on_and_on_and_on_and_on_and_on_and_on')
err(function() return up["with space"].x end)  --> names_in_messages.lua:38: attempt to index a nil value (field 'with space')
err(function() return up[""].x end)  --> names_in_messages.lua:39: attempt to index a nil value (field '')
