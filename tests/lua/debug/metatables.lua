-- debug.setmetatable sets the metatables of all types, debug.getmetatable sees through __metatable.
local mt = {__metatable = "hidden"}
local t = setmetatable({}, mt)
print(getmetatable(t), debug.getmetatable(t) == mt)  --> hidden	true
print(debug.setmetatable(t, nil) == t, getmetatable(t))  --> true	nil
debug.setmetatable(nil, {__index = function(_, key) return key end})
print((nil).field)  --> field
debug.setmetatable(nil, nil)
debug.setmetatable(1, {__call = function(n, x) return n + x end})
print((5)(10))  --> 15
debug.setmetatable(1, nil)
debug.setmetatable(print, {__index = {name = "function"}})
print(print.name, (function() end).name)  --> function	function
debug.setmetatable(print, nil)
debug.setmetatable(true, {__len = function(b) return b and 1 or 0 end})
print(#true, #false)  --> 1	0
debug.setmetatable(true, nil)
print(debug.getmetatable("").__index == string, debug.getmetatable(1))  --> true	nil
print(pcall(debug.setmetatable, {}, 1))  --> false	bad argument #2 to 'debug.setmetatable' (nil or table expected, got number)
print(pcall(debug.setmetatable, {}))  --> false	bad argument #2 to 'debug.setmetatable' (nil or table expected, got no value)
