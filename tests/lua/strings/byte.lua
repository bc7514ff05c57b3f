print(string.byte("A"))  --> 65
print(string.byte("abc", 2))  --> 98
print(string.byte("abc", -1))  --> 99
print(string.byte("abc", 1, -1))  --> 97	98	99
print(string.byte("abc", -10, 10))  --> 97	98	99
print(select("#", string.byte("abc", 2, 1)))  --> 0
print(string.byte(""))  -->
print(string.byte("abc", math.mininteger, math.maxinteger))  --> 97	98	99
print(string.byte(5))  --> 53
print(string.byte("a", "1"))  --> 97
print(pcall(string.byte))  --> false	bad argument #1 to 'string.byte' (string expected, got no value)
print(pcall(string.byte, {}))  --> false	bad argument #1 to 'string.byte' (string expected, got table)
print(pcall(string.byte, "a", "x"))  --> false	bad argument #2 to 'string.byte' (number expected, got string)
print(pcall(string.byte, "a", 1.5))  --> false	bad argument #2 to 'string.byte' (number has no integer representation)
print(pcall(string.byte, ("x"):rep(1000000), 1, -1))  --> false	stack overflow (string slice too long)
