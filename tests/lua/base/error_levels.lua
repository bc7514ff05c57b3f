local function level(n) error("message", n) end
local function caller(n) level(n) end
print(pcall(caller))  --> false	error_levels.lua:1: message
print(pcall(caller, 0))  --> false	message
print(pcall(caller, 1))  --> false	error_levels.lua:1: message
print(pcall(caller, 2))  --> false	error_levels.lua:2: message
print(pcall(caller, 3))  --> false	message
print(pcall(caller, 50))  --> false	message
print(pcall(caller, -1))  --> false	message
print(pcall(error, "direct"))  --> false	direct
print(pcall(error, "direct", 1))  --> false	direct
print(pcall(error, "direct", 2))  --> false	error_levels.lua:12: direct
print(pcall(caller, 1.0))  --> false	error_levels.lua:1: message
print(pcall(caller, 1.5))  --> false	error_levels.lua:1: bad argument #2 to 'error' (number has no integer representation)
print(pcall(caller, "2"))  --> false	error_levels.lua:2: message
print(pcall(caller, "x"))  --> false	error_levels.lua:1: bad argument #2 to 'error' (number expected, got string)
local chunk = load("local f = ... f()", "=chunk")
print(pcall(chunk, function() error("blame the chunk", 2) end))  --> false	chunk:1: blame the chunk
print(pcall(load("\n\nerror('in chunk')", "=chunk")))  --> false	chunk:3: in chunk
print(pcall(load("error('in file')", "@file.lua")))  --> false	file.lua:1: in file
print(pcall(load("error('in string')", "local code = 1")))  --> false	[string "local code = 1"]:1: in string
