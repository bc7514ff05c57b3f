print(string.byte("A"), string.byte("abc", 2), string.byte("abc", -1), string.byte("abc", 1, 3))  --> 65	98	99	97	98	99
print(string.byte(""), string.byte("abc", 10), string.byte("abc", 0), string.byte("abc", 2, 1))  --> nil	nil	nil
print(string.byte("abc", 1, -1), string.byte("abc", -2, -1), string.byte("abc", -10, 10))  --> 97	98	97	98	99
print(string.byte("\0\255\128", 1, 3))  --> 0	255	128
print(string.char() == "", string.char(72, 105), string.char(65.0, "66"), #string.char(0, 255))  --> true	Hi	AB	2
print(string.char(string.byte("round trip", 1, -1)))  --> round trip
print(pcall(string.char, 256))  --> false	bad argument #1 to 'string.char' (value out of range)
print(pcall(string.char, -1))  --> false	bad argument #1 to 'string.char' (value out of range)
print(pcall(string.char, 65, "x"))  --> false	bad argument #2 to 'string.char' (number expected, got string)
print(pcall(string.byte))  --> false	bad argument #1 to 'string.byte' (string expected, got no value)
print(pcall(string.byte, "x", "y"))  --> false	bad argument #2 to 'string.byte' (number expected, got string)
print(("x"):byte(), ("é"):byte(1, -1))  --> 120	195	169
