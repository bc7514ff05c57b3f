print(("hello world"):find("wor", 1, true))  --> 7	9
print(("hello"):find("l", 1, true), ("hello"):find("l", 4, true))  --> 3	4	4
print(("hello"):find("", 1, true), ("hello"):find("", 6, true), ("hello"):find("", 7, true), (""):find("", 1, true))  --> 1	6	nil	1	0
print(("hello"):find("xyz", 1, true), ("hello"):find("hello!", 1, true), ("hello"):find("hello", 1, true))  --> nil	nil	1	5
print(("a.b"):find(".", 1, true), ("a+b*c"):find("+b*", 1, true), ("50%"):find("%", 1, true), ("[x]"):find("[", 1, true))  --> 2	2	3	1	1
print(("abcabc"):find("abc", 2, true), ("abcabc"):find("abc", -3, true), ("abcabc"):find("c", -100, true), ("aaa"):find("aa", 2, true))  --> 4	4	3	2	3
print(("a\0b\0c"):find("\0c", 1, true), ("abc"):find("c", 100, true), ("x"):find("x", 0, true))  --> 4	nil	1	1
print(("hello"):find("ell"), ("hello"):find("lo", 2), ("hello"):find("none"))  --> 2	4	nil
print(pcall(string.find, "x"))  --> false	bad argument #2 to 'string.find' (string expected, got no value)
print(pcall(string.find))  --> false	bad argument #1 to 'string.find' (string expected, got no value)
print(pcall(string.find, "x", {}))  --> false	bad argument #2 to 'string.find' (string expected, got table)
print((("a"):rep(1000) .. "b"):find("ab", 1, true))  --> 1000	1001
