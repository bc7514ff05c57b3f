print(string.len(""))  --> 0
print(string.len("\0\0"))  --> 2
print(string.len("é"))  --> 2
print(string.len(12))  --> 2
print(("abc"):len())  --> 3
print(#"abc" == string.len("abc"))  --> true
print(pcall(string.len))  --> false	bad argument #1 to 'string.len' (string expected, got no value)
print(pcall(string.len, nil))  --> false	bad argument #1 to 'string.len' (string expected, got nil)
print(pcall(string.len, {}))  --> false	bad argument #1 to 'string.len' (string expected, got table)
print(pcall(string.len, true))  --> false	bad argument #1 to 'string.len' (string expected, got boolean)
