print(rawequal("a", "a"), rawequal(1, 1.0), rawequal({}, {}), rawequal(nil, nil))  --> true	true	false	true
print(rawlen({1, 2}), rawlen("abc"))  --> 2	3
print(rawget({5}, 1), rawget(setmetatable({}, {__index = error}), 1))  --> 5	nil
print(rawset(setmetatable({}, {__newindex = error}), 1, 5)[1])  --> 5
print(next({}), next({5}), next({5}, 1))  --> nil	1	nil
print(pcall(rawequal, 1))  --> false	bad argument #2 to 'rawequal' (value expected)
print(pcall(rawlen, 5))  --> false	bad argument #1 to 'rawlen' (table or string expected, got number)
print(pcall(rawlen))  --> false	bad argument #1 to 'rawlen' (table or string expected, got no value)
print(pcall(rawget, 5, 1))  --> false	bad argument #1 to 'rawget' (table expected, got number)
print(pcall(rawget, {}))  --> false	bad argument #2 to 'rawget' (value expected)
print(pcall(rawset, {}, nil, 1))  --> false	table index is nil
print(pcall(rawset, {}, 0/0, 1))  --> false	table index is NaN
print(pcall(rawset, {}, 1))  --> false	bad argument #3 to 'rawset' (value expected)
print(pcall(next, {}, "x"))  --> false	invalid key to 'next'
print(pcall(next, 5))  --> false	bad argument #1 to 'next' (table expected, got number)
print(pcall(next))  --> false	bad argument #1 to 'next' (table expected, got no value)
