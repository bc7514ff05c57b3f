local function err(...) print((select(2, pcall(string.format, ...)))) end
err("%d")  --> bad argument #2 to 'string.format' (no value)
err("%d", "x")  --> bad argument #2 to 'string.format' (number expected, got string)
err("%d", 1.5)  --> bad argument #2 to 'string.format' (number has no integer representation)
err("%d", "1.5")  --> bad argument #2 to 'string.format' (number has no integer representation)
err("%d", {})  --> bad argument #2 to 'string.format' (number expected, got table)
err("%s")  --> bad argument #2 to 'string.format' (no value)
err("%s %s", 1)  --> bad argument #3 to 'string.format' (no value)
err("%y", 1)  --> invalid conversion '%y' to 'format'
err("%")  --> bad argument #2 to 'string.format' (no value)
err("%10")  --> bad argument #2 to 'string.format' (no value)
err("%c", "x")  --> bad argument #2 to 'string.format' (number expected, got string)
err("%x", 1.5)  --> bad argument #2 to 'string.format' (number has no integer representation)
err("%f", "x")  --> bad argument #2 to 'string.format' (number expected, got string)
err("%f", {})  --> bad argument #2 to 'string.format' (number expected, got table)
err("%q", {})  --> bad argument #2 to 'string.format' (value has no literal form)
err("%10q", "x")  --> specifier '%q' cannot have modifiers
err("%s", setmetatable({}, {__tostring = function() return {} end}))  --> '__tostring' must return a string
err()  --> bad argument #1 to 'string.format' (string expected, got no value)
err({})  --> bad argument #1 to 'string.format' (string expected, got table)
print(pcall(function() return ("%d"):format("x") end))  --> false	format_errors.lua:21: bad argument #1 to 'format' (number expected, got string)
print(string.format("%s", 1, 2, 3))  --> 1
