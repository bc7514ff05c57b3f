-- Which of several bad arguments a message is about, and how it calls missing ones.
print(pcall(string.pack, "i4"))  --> false	bad argument #2 to 'string.pack' (number expected, got nil)
print(pcall(string.pack, "b z", 1))  --> false	bad argument #3 to 'string.pack' (string expected, got nil)
print(pcall(string.gsub, "a", "a", nil, "x"))  --> false	bad argument #4 to 'string.gsub' (number expected, got string)
print(pcall(string.gsub, "a", "a"))  --> false	bad argument #3 to 'string.gsub' (string/function/table expected, got no value)
print(pcall(string.format, "%0c", 1.5))  --> false	invalid conversion specification: '%0c'
print(pcall(string.format, "%.100a", "x"))  --> false	invalid conversion specification: '%.100a'
print(pcall(string.format, "%.100f", "x"))  --> false	bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%.99f", "x"))  --> false	bad argument #2 to 'string.format' (number expected, got string)
