print(string.sub("hello", 2, 4))  --> ell
print(string.sub("hello", -3))  --> llo
print(string.sub("hello", 2))  --> ello
print(string.sub("hello", -3, -2))  --> ll
print(string.sub("hello", 4, 2) == "")  --> true
print(string.sub("hello", 0))  --> hello
print(string.sub("hello", -100, 100))  --> hello
print(string.sub("hello", 10) == "")  --> true
print(string.sub("hello", math.mininteger, math.maxinteger))  --> hello
print(string.sub("hello", math.maxinteger) == "")  --> true
print(string.sub("hello", 0, -6) == "")  --> true
print(string.sub(12345, 2, 3))  --> 23
print(string.sub("hello", "2", 3.0))  --> el
print(pcall(string.sub, "x"))  --> false	bad argument #2 to 'string.sub' (number expected, got no value)
print(pcall(string.sub, "x", "y"))  --> false	bad argument #2 to 'string.sub' (number expected, got string)
print(pcall(string.sub, "x", 1.5))  --> false	bad argument #2 to 'string.sub' (number has no integer representation)
print(pcall(string.sub, "x", 1, {}))  --> false	bad argument #3 to 'string.sub' (number expected, got table)
print(pcall(string.sub, {}, 1))  --> false	bad argument #1 to 'string.sub' (string expected, got table)
print(pcall(string.sub))  --> false	bad argument #1 to 'string.sub' (string expected, got no value)
