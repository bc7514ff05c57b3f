print(string.reverse("abc"))  --> cba
print(string.reverse("") == "")  --> true
print(string.reverse("a\0b") == "b\0a")  --> true
print(string.reverse(12))  --> 21
print(("level"):reverse())  --> level
print(pcall(string.reverse))  --> false	bad argument #1 to 'string.reverse' (string expected, got no value)
print(pcall(string.reverse, nil))  --> false	bad argument #1 to 'string.reverse' (string expected, got nil)
print(pcall(string.reverse, {}))  --> false	bad argument #1 to 'string.reverse' (string expected, got table)
print(pcall(string.reverse, true))  --> false	bad argument #1 to 'string.reverse' (string expected, got boolean)
