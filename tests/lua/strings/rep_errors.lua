print(string.rep("ab", 3, ","))  --> ab,ab,ab
print(string.rep("ab", 1, ","))  --> ab
print(string.rep("x", -5) == "")  --> true
print(string.rep("", 1000) == "")  --> true
print(string.rep("", 3, "-"))  --> --
print(string.rep("a", "3"))  --> aaa
print(string.rep(5, 2))  --> 55
print(#string.rep("\0", 10))  --> 10
print(pcall(string.rep, "x", 1 << 60))  --> false	resulting string too large
print(pcall(string.rep, "ab", 1 << 62))  --> false	resulting string too large
print(pcall(string.rep, "", 1 << 62, "x"))  --> false	resulting string too large
print(pcall(string.rep, "x"))  --> false	bad argument #2 to 'string.rep' (number expected, got no value)
print(pcall(string.rep, "x", "y"))  --> false	bad argument #2 to 'string.rep' (number expected, got string)
print(pcall(string.rep, "x", 1.5))  --> false	bad argument #2 to 'string.rep' (number has no integer representation)
print(pcall(string.rep, "x", 2, {}))  --> false	bad argument #3 to 'string.rep' (string expected, got table)
print(pcall(string.rep))  --> false	bad argument #1 to 'string.rep' (string expected, got no value)
