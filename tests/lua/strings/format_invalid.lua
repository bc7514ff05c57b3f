print(pcall(string.format, "%"))  --> false	bad argument #2 to 'string.format' (no value)
print(pcall(string.format, "%y", 1))  --> false	invalid conversion '%y' to 'format'
print(pcall(string.format, "%10y", 1))  --> false	invalid conversion '%10y' to 'format'
print(pcall(string.format, "%123d", 1))  --> false	invalid conversion specification: '%123d'
print(pcall(string.format, "%.123d", 1))  --> false	invalid conversion specification: '%.123d'
print(pcall(string.format, "%---------d", 1))  --> true	1
print(pcall(string.format, "%*d", 1, 2))  --> false	invalid conversion '%*' to 'format'
print(pcall(string.format, "%hd", 1))  --> false	invalid conversion '%h' to 'format'
print(pcall(string.format, "%n", 1))  --> false	invalid conversion '%n' to 'format'
print(pcall(string.format, "%z", 1))  --> false	invalid conversion '%z' to 'format'
print(pcall(string.format, "%D", 1))  --> false	invalid conversion '%D' to 'format'
print(pcall(string.format, "%1$d", 1))  --> false	invalid conversion '%1$' to 'format'
print(pcall(string.format, "%5", 1))  --> false	invalid conversion '%5' to 'format'
print(pcall(string.format, "%.", 1))  --> false	invalid conversion '%.' to 'format'
print(pcall(string.format, "%-", 1))  --> false	invalid conversion '%-' to 'format'
print(pcall(string.format, "%5.5.5d", 1))  --> false	invalid conversion specification: '%5.5.5d'
print(pcall(string.format, "%d %d", 1))  --> false	bad argument #3 to 'string.format' (no value)
print(pcall(string.format, "a%", 1))  --> false	invalid conversion '%' to 'format'
print(pcall(string.format, "%0%", 1))  --> false	invalid conversion '%0%' to 'format'
print(string.format("plain", 1, 2))  --> plain
