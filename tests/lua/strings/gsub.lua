print(string.gsub("hello", "l", "L"))  --> heLLo	2
print(string.gsub("hello", "l", "L", 1))  --> heLlo	1
print(string.gsub("hello", "", "-"))  --> -h-e-l-l-o-	6
print(string.gsub("hello", "(l)(l)", "%2<%1>"))  --> hel<l>o	1
print(string.gsub("abc", "%w", "%0%0"))  --> aabbcc	3
print(string.gsub("abc", "b", "%%"))  --> a%c	1
print(string.gsub("$x is $y", "%$(%w+)", {x = "ex", y = false}))  --> ex is $y	2
print(string.gsub("abc", ".", {a = 1, b = true and 2.5}))  --> 12.5c	3
print(string.gsub("abc", ".", string.upper))  --> ABC	3
print(string.gsub("abc", ".", function() end))  --> abc	3
print(string.gsub("abc", "()", function(p) return p end))  --> 1a2b3c4	4
print(string.gsub("abc", ".", setmetatable({}, {__index = function(_, k) return k .. k end})))  --> aabbcc	3
print(string.gsub("abc", "b*", "-"))  --> -a-c-	3
print(string.gsub("aaa", "^a", "x"))  --> xaa	1
print(string.gsub("abc", "$", "!"))  --> abc!	1
print(string.gsub("abc", "b", "x", 0))  --> abc	0
print(string.gsub("abc", "b", "x", -1))  --> abc	0
print(string.gsub("abc def", "%f[%w]%w+", string.upper))  --> ABC DEF	2
print(string.gsub(5, 5, 6))  --> 6	1
print(pcall(string.gsub, "abc", "b", "%2"))  --> false	invalid capture index %2
print(pcall(string.gsub, "abc", "b", "%"))  --> false	invalid use of '%' in replacement string
print(pcall(string.gsub, "abc", "b", "%x"))  --> false	invalid use of '%' in replacement string
print(pcall(string.gsub, "abc", ".", {a = {}}))  --> false	invalid replacement value (a table)
print(pcall(string.gsub, "abc", ".", function() return print == nil or {} end))  --> false	invalid replacement value (a table)
print(pcall(string.gsub, "abc", "b"))  --> false	bad argument #3 to 'string.gsub' (string/function/table expected, got no value)
print(pcall(string.gsub, "abc", "b", true))  --> false	bad argument #3 to 'string.gsub' (string/function/table expected, got boolean)
print(pcall(string.gsub, "abc", "b", "x", "y"))  --> false	bad argument #4 to 'string.gsub' (number expected, got string)
