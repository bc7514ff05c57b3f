print(string.lower("ABC xyz 1"))  --> abc xyz 1
print(string.lower(""))  -->
print(string.lower("[@`{"))  --> [@`{
print(string.lower("A\0B") == "a\0b")  --> true
print(string.lower("\xC0") == "\xC0")  --> true
print(string.lower(12))  --> 12
print(pcall(string.lower))  --> false	bad argument #1 to 'string.lower' (string expected, got no value)
print(pcall(string.lower, nil))  --> false	bad argument #1 to 'string.lower' (string expected, got nil)
print(pcall(string.lower, {}))  --> false	bad argument #1 to 'string.lower' (string expected, got table)
print(pcall(string.lower, true))  --> false	bad argument #1 to 'string.lower' (string expected, got boolean)
