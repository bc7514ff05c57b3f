print(assert(1), assert("x", "unused"), select("#", assert(1, 2, 3)))  --> 1	x	3
print(assert(true, nil, false))  --> true	nil	false
print(pcall(assert, false))  --> false	assertion failed!
print(pcall(assert, nil))  --> false	assertion failed!
print(pcall(assert, false, "message"))  --> false	message
print(pcall(assert, nil, nil))  --> false	nil
print(pcall(assert, false, 42))  --> false	42
print(pcall(assert))  --> false	bad argument #1 to 'assert' (value expected)
local t = {}
print(select(2, pcall(assert, false, t)) == t)  --> true
print(pcall(function() assert(1 == 2, "a position is added") end))  --> false	assert.lua:11: a position is added
print(pcall(function() assert() end))  --> false	assert.lua:12: bad argument #1 to 'assert' (value expected)
print(pcall(assert, 0), pcall(assert, ""))  --> true	true	
