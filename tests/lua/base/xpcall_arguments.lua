print(xpcall(function(...) return select("#", ...), ... end, print, 1, nil, 3))  --> true	3	1	nil	3
print(xpcall(error, function(m) return m .. "!" end, "x", 0))  --> false	x!
print(xpcall(error, function(m) return m, 2, 3 end, "x", 0))  --> false	x
print(xpcall(error, type))  --> false	nil
print(xpcall(nil, function(m) return m end))  --> false	attempt to call a nil value
print(xpcall(error, function() error("again", 0) end, "x") )  --> false	error in error handling
print(xpcall(error, function(m) return type(m) end, {}))  --> false	table
print(pcall(xpcall))  --> false	bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(xpcall, print))  --> false	bad argument #2 to 'xpcall' (function expected, got no value)
print(pcall(xpcall, print, 5))  --> false	bad argument #2 to 'xpcall' (function expected, got number)
print(pcall(error))  --> false	nil
print(pcall(error, nil))  --> false	nil
print(pcall(nil))  --> false	attempt to call a nil value
print(pcall(pcall))  --> false	bad argument #1 to 'pcall' (value expected)
print(pcall(pcall))  --> false	bad argument #1 to 'pcall' (value expected)
