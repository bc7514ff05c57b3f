print(string.format("[%s]", "abc"))  --> [abc]
print(string.format("[%5s]", "abc"))  --> [  abc]
print(string.format("[%-5s]", "abc"))  --> [abc  ]
print(string.format("[%.2s]", "abc"))  --> [ab]
print(string.format("[%5.1s]", "abc"))  --> [    a]
print(string.format("[%.0s]", "abc"))  --> []
print(string.format("[%.s]", "abc"))  --> []
print(string.format("[%.20s]", "abc"))  --> [abc]
print(string.format("[%s]", nil))  --> [nil]
print(string.format("[%s]", true))  --> [true]
print(string.format("[%s]", 1))  --> [1]
print(string.format("[%s]", 1.0))  --> [1.0]
print(string.format("[%-8s]", false))  --> [false   ]
print(string.format("[%c]", 65))  --> [A]
print(string.format("[%5c]", 65))  --> [    A]
print(string.format("[%-5c]", 65))  --> [A    ]
print(string.format("[%s]", setmetatable({}, {__tostring = function() return "object" end})))  --> [object]
print(string.format("[%6.3s]", setmetatable({}, {__tostring = function() return "object" end})))  --> [   obj]
print(string.format("[%p]", 1))  --> [(null)]
print(string.format("[%p]", nil))  --> [(null)]
print(string.format("[%10p]", true))  --> [    (null)]
print(#string.format("%s", "a\0b"))  --> 3
print(string.format("%%") .. string.format("%d%%", 5))  --> %5%
print(string.format("%p", print) == string.format("%p", print))  --> true
print(string.format("%p", {}) ~= string.format("%p", {}))  --> true
print(string.format("%p", "x") == string.format("%p", "x"))  --> true
print(string.format("%s %s %s", 1, 2, 3))  --> 1 2 3
print(string.format("%s", ("x"):rep(200)) == ("x"):rep(200))  --> true
print(pcall(string.format, "%5s", "a\0b"))  --> false	bad argument #2 to 'string.format' (string contains zeros)
print(pcall(string.format, "%s"))  --> false	bad argument #2 to 'string.format' (no value)
print(pcall(string.format, "%05s", "x"))  --> false	invalid conversion specification: '%05s'
print(pcall(string.format, "%.3c", 65))  --> false	invalid conversion specification: '%.3c'
print(pcall(string.format, "%0c", 65))  --> false	invalid conversion specification: '%0c'
print(pcall(string.format, "%c", "x"))  --> false	bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%s", setmetatable({}, {__tostring = function() return {} end})))  --> false	'__tostring' must return a string
print(pcall(string.format))  --> false	bad argument #1 to 'string.format' (string expected, got no value)
print(pcall(string.format, {}))  --> false	bad argument #1 to 'string.format' (string expected, got table)
