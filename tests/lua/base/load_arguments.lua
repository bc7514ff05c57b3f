local function pieces(...) local list, i = {...}, 0 return function() i = i + 1 return list[i] end end
print(load(pieces("return ", "1", " + 1"))())  --> 2
print(load(pieces("return ", 1))())  --> 1
print(load(pieces("return 1;", "", "syntax error"))())  --> 1
print(load(pieces("return 1", nil, "+"))())  --> 1
print(load(function() end)())  -->
print(pcall(load, pieces("x", {})))  --> true	nil	reader function must return a string
print(pcall(load, function() error("from the reader", 0) end))  --> true	nil	from the reader
print(load("return ...", "=c", "t", {})(1, 2))  --> 1	2
print(load("return x", "=c", "t", {x = 5})())  --> 5
print(load("x = 1 return _ENV", "=c", "t", {}) ().x)  --> 1
print(pcall(load("return x", "=c", "t", nil)))  --> false	c:1: attempt to index a nil value (upvalue '_ENV')
print(load("return 1", "=c", "b"))  --> nil	attempt to load a text chunk (mode is 'b')
print(load("x =", "=name"))  --> nil	name:1: unexpected symbol near <eof>
print(load("x =", "@name"))  --> nil	name:1: unexpected symbol near <eof>
print(load("x =", "name"))  --> nil	[string "name"]:1: unexpected symbol near <eof>
print(load("\n\nx = = 1", "=c"))  --> nil	c:3: unexpected symbol near '='
print(load("x ="))  --> nil	[string "x ="]:1: unexpected symbol near <eof>
print(pcall(load))  --> false	bad argument #1 to 'load' (function expected, got no value)
print(pcall(load, nil))  --> false	bad argument #1 to 'load' (function expected, got nil)
print(pcall(load, {}))  --> false	bad argument #1 to 'load' (function expected, got table)
print(load(5))  --> nil	[string "5"]:1: unexpected symbol near '5'
print(pcall(load, "x", {}))  --> false	bad argument #2 to 'load' (string expected, got table)
print(pcall(load, "x", "c", {}))  --> false	bad argument #3 to 'load' (string expected, got table)
