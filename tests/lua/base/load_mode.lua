print(load("return 1", "=c", "t")())  --> 1
print(load("return 1", "=c", "bt")())  --> 1
print(load("return 1", "=c", "b"))  --> nil	attempt to load a text chunk (mode is 'b')
print(load("return 1", "=c", ""))  --> nil	attempt to load a text chunk (mode is '')
print(load("return 1", "=c", "x"))  --> nil	attempt to load a text chunk (mode is 'x')
print(load("return 1", "=c", nil)())  --> 1
print(load("\27Lua", "=c", "t"))  --> nil	attempt to load a binary chunk (mode is 't')
print(load(function() return nil end, "=c", "t") ~= nil)  --> true
print(pcall(load, "return 1", "=c", {}))  --> false	bad argument #3 to 'load' (string expected, got table)
