print(string.upper("abc XYZ 1"))  --> ABC XYZ 1
print(string.upper("") == "")  --> true
print(string.upper("[@`{"))  --> [@`{
print(string.upper("a\0b") == "A\0B")  --> true
print(string.upper("\xE0") == "\xE0")  --> true
print(string.upper(1.5))  --> 1.5
print(pcall(string.upper))  --> false	bad argument #1 to 'string.upper' (string expected, got no value)
print(pcall(string.upper, nil))  --> false	bad argument #1 to 'string.upper' (string expected, got nil)
print(pcall(string.upper, {}))  --> false	bad argument #1 to 'string.upper' (string expected, got table)
print(pcall(string.upper, true))  --> false	bad argument #1 to 'string.upper' (string expected, got boolean)
