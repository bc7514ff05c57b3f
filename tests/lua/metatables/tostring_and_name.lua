print(tostring(setmetatable({}, {__tostring = function() return "custom" end})))  --> custom
print(setmetatable({}, {__tostring = function() return "printed" end}))  --> printed
local t = setmetatable({}, {__name = "MyType"})
print(tostring(t):sub(1, 8), tostring(setmetatable({}, {__name = 5})):sub(1, 6))  --> MyType: 	table:
print(tostring({}):sub(1, 6), tostring(print):sub(1, 8), tostring(function() end):sub(1, 9))  --> table:	function	function:
-- only strings are accepted as result
print(pcall(tostring, setmetatable({}, {__tostring = function() return 1 end})))  --> true	1
print(pcall(tostring, setmetatable({}, {__tostring = function() end})))  --> false	'__tostring' must return a string
print(pcall(tostring, setmetatable({}, {__tostring = function() error("failed", 0) end})))  --> false	failed
print(pcall(tostring, setmetatable({}, {__tostring = 5})))  --> false	attempt to call a number value
-- __name in messages
print(pcall(function() return t + 1 end))  --> false	tostring_and_name.lua:12: attempt to perform arithmetic on a MyType value (upvalue 't')
print(pcall(function() return t < t end))  --> false	tostring_and_name.lua:13: attempt to compare two MyType values
print(pcall(function() return t < 1 end))  --> false	tostring_and_name.lua:14: attempt to compare MyType with number
print(pcall(function() return t .. "x" end))  --> false	tostring_and_name.lua:15: attempt to concatenate a MyType value (upvalue 't')
print(pcall(function() t() end))  --> false	tostring_and_name.lua:16: attempt to call a MyType value (upvalue 't')
print(pcall(string.rep, t))  --> false	bad argument #1 to 'string.rep' (string expected, got MyType)
print(pcall(ipairs))  --> false	bad argument #1 to 'ipairs' (value expected)
print(pcall(setmetatable, 1, t))  --> false	bad argument #1 to 'setmetatable' (table expected, got number)
print(pcall(math.floor, t))  --> false	bad argument #1 to 'math.floor' (number expected, got MyType)
print(string.format("%s|%s", setmetatable({}, {__tostring = function() return "fmt" end}), 1))  --> fmt|1
