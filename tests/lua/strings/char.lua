print(string.char(72, 105))  --> Hi
print(#string.char())  --> 0
print(string.char(65.0, "66"))  --> AB
print(#string.char(0, 255))  --> 2
print(string.char(table.unpack({76, 117, 97})))  --> Lua
print(pcall(string.char, 256))  --> false	bad argument #1 to 'string.char' (value out of range)
print(pcall(string.char, -1))  --> false	bad argument #1 to 'string.char' (value out of range)
print(pcall(string.char, "x"))  --> false	bad argument #1 to 'string.char' (number expected, got string)
print(pcall(string.char, 1.5))  --> false	bad argument #1 to 'string.char' (number has no integer representation)
print(pcall(string.char, nil))  --> false	bad argument #1 to 'string.char' (number expected, got nil)
print(pcall(string.char, 65, {}))  --> false	bad argument #2 to 'string.char' (number expected, got table)
