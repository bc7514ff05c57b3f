print(type(nil), type(1), type(1.5), type("s"), type(true), type({}), type(print), type(function() end), type(coroutine.create(print)))  --> nil	number	number	string	boolean	table	function	function	thread
print(pcall(type))  --> false	bad argument #1 to 'type' (value expected)
print(type(nil, 1), type(type), type(type(nil)))  --> nil	function	string
print(type(setmetatable({}, {__name = "Other", __type = "Other"})))  --> table
