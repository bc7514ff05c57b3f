print(load("return 1 + 1")())  --> 2
print(load("return ...")(1, 2, 3))  --> 1	2	3
print(load("x = 5")(), x)  --> nil	5
print(load("")(), load("-- comment")() == nil)  --> nil	true
print(type(load("return 1")), select("#", load("return 1")))  --> function	1
print(load("local a <const>, b = 1, 2; return a + b")())  --> 3
print(load("return function(x) return x * 2 end")()(21))  --> 42
print(load("local n = ... if n > 0 then return n, load('return 1')() end")(5))  --> 5	1
print(load("return '\\u{48}\\105'")())  --> Hi
print(load("#!shebang\nreturn 1"))  --> nil	[string "#!shebang..."]:1: unexpected symbol near '#'
print(load("\xEF\xBB\xBFreturn 1"))  --> nil	[string "﻿return 1"]:1: unexpected symbol near '<\239>'
-- a chunk is a vararg function with one upvalue
print(select("#", load("return ...")()), select("#", load("return ...")(nil, nil)))  --> 0	2
print(load("return load('return load(\"return 9\")()')()")())  --> 9
print(load(1), load(12.5))  --> nil	nil	[string "12.5"]:1: unexpected symbol near '12.5'
