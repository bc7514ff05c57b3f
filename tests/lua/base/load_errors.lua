-- load returns nil and a message for source that does not compile.
print(load("x = ", "=c"))  --> nil	c:1: unexpected symbol near <eof>
print(load("x = }", "=c"))  --> nil	c:1: unexpected symbol near '}'
print(load("\n\nx = 'abc", "=c"))  --> nil	c:3: unfinished string near <eof>
print(load("for", "=c"))  --> nil	c:1: <name> expected near <eof>
print(select("#", load("(", "=c")))  --> 2
print(load("return return", "=c"))  --> nil	c:1: unexpected symbol near 'return'
print(load("goto x", "=c"))  --> nil	c:1: no visible label 'x' for <goto> at line 1
print(load("x = 0x", "=c"))  --> nil	c:1: malformed number near '0x'
print(load("x = '\\q'", "=c"))  --> nil	c:1: invalid escape sequence near ''\q'
print(load("local x <const> = 1; x = 2", "=c"))  --> nil	c:1: attempt to assign to const variable 'x'
print(load("return " .. ("x"):rep(30) .. " " .. ("y"):rep(100), "=c"))  --> nil	c:1: <eof> expected near 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'
print(load("return '" .. ("z"):rep(100), "=c"))  --> nil	c:1: unfinished string near <eof>
print(load("@", "=c"))  --> nil	c:1: unexpected symbol near '@'
print(load("x = 1 1", "=c"))  --> nil	c:1: unexpected symbol near '1'
-- a good chunk is a function, compiled once, run as often as wanted
local f = load("n = (n or 0) + 1; return n")
print(f(), f(), f())  --> 1	2	3
print(load("return 1") ~= load("return 1"))  --> true
