print(string.find("hello world", "o w"))  --> 5	7
print(string.find("hello", "l+"))  --> 3	4
print(string.find("hello", "(h)(.)"))  --> 1	2	h	e
print(string.find("abc", "()b()"))  --> 2	2	2	3
print(string.find("a.b", "%."))  --> 2	2
print(string.find("abc", ""))  --> 1	0
print(string.find("abc", "", 4))  --> 4	3
print(string.find("abc", "", 5))  --> nil
print(string.find("abc", "", -10))  --> 1	0
print(string.find("abcabc", "c", -2))  --> 6	6
print(string.find("abc", "^b"))  --> nil
print(string.find("abc", "^b", 2))  --> 2	2
print(string.find("a\0b", "\0"))  --> 2	2
print(string.find("x]y", "[]]"))  --> 2	2
print(string.find("a-c", "[a-]", 2))  --> 2	2
print(string.find("aXb", "%u"))  --> 2	2
print(string.find("THE (quick) fox", "%((%a+)%)"))  --> 5	11	quick
print(pcall(string.find, "abc", "["))  --> false	malformed pattern (missing ']')
print(pcall(string.find, "abc", "%"))  --> false	malformed pattern (ends with '%')
print(pcall(string.find, "abc", "("))  --> false	unfinished capture
print(pcall(string.find, "abc", ")"))  --> true	nil
print(pcall(string.find, "abc", "%f"))  --> false	missing '[' after '%f' in pattern
print(pcall(string.find, "abc", "%b"))  --> false	malformed pattern (missing arguments to '%b')
print(pcall(string.find, "abc", "%1"))  --> false	invalid capture index %1
print(pcall(string.find, "abc", "[%"))  --> false	malformed pattern (missing ']')
print(pcall(string.find, "aaa", ("(a)"):rep(33)))  --> true	nil
print(pcall(string.find))  --> false	bad argument #1 to 'string.find' (string expected, got no value)
print(pcall(string.find, "a", "a", {}))  --> false	bad argument #3 to 'string.find' (number expected, got table)
