local s = "hello"
print(s:sub(1, 3), s:sub(2), s:sub(-3), s:sub(-3, -2), s:sub(2, -2), s:sub(1, 1))  --> hel	ello	llo	ll	ell	h
print(s:sub(0), s:sub(0, 2), s:sub(-100), s:sub(-100, 2), s:sub(3, 100), s:sub(1, -1))  --> hello	he	hello	he	llo	hello
print(s:sub(4, 2) == "", s:sub(6) == "", s:sub(100) == "", s:sub(1, 0) == "", s:sub(1, -100) == "", s:sub(0, 0) == "")  --> true	true	true	true	true	true
print(s:sub(math.mininteger, math.maxinteger), s:sub(math.maxinteger) == "", s:sub(1, math.mininteger) == "", s:sub(math.mininteger, math.mininteger) == "")  --> hello	true	true	true
print(s:sub(2.0, 3.0), s:sub("2", "3"), (""):sub(1) == "", ("12345"):sub(2, 3))  --> el	el	true	23
print(string.sub("a\0b", 2, 2) == "\0", string.sub(12345, 2, 3))  --> true	23
print(pcall(string.sub, "x"))  --> false	bad argument #2 to 'string.sub' (number expected, got no value)
print(pcall(string.sub, "x", {}))  --> false	bad argument #2 to 'string.sub' (number expected, got table)
print(pcall(string.sub, "x", 1, "y"))  --> false	bad argument #3 to 'string.sub' (number expected, got string)
print(pcall(string.sub))  --> false	bad argument #1 to 'string.sub' (string expected, got no value)
