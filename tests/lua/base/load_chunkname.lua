local function name(chunkname, ...) print((select(2, load("x = = 1", chunkname, ...)))) end
name("=exact")  --> exact:1: unexpected symbol near '='
name("@file.lua")  --> file.lua:1: unexpected symbol near '='
name("source text")  --> [string "source text"]:1: unexpected symbol near '='
name("first line\nsecond line")  --> [string "first line..."]:1: unexpected symbol near '='
name("")  --> [string ""]:1: unexpected symbol near '='
name("=")  --> :1: unexpected symbol near '='
name("@")  --> :1: unexpected symbol near '='
name(("s"):rep(100))  --> [string "sssssssssssssssssssssssssssssssssssssssssssss..."]:1: unexpected symbol near '='
name("=" .. ("e"):rep(100))  --> eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee:1: unexpected symbol near '='
name("@" .. ("f"):rep(100))  --> ...ffffffffffffffffffffffffffffffffffffffffffffffffffffffff:1: unexpected symbol near '='
name("one line without end")  --> [string "one line without end"]:1: unexpected symbol near '='
name("\nsecond")  --> [string "..."]:1: unexpected symbol near '='
name("=with\nnewline")  --> with
  --> newline:1: unexpected symbol near '='
name(nil)  --> [string "x = = 1"]:1: unexpected symbol near '='
print((select(2, load("x = = 1"))))  --> [string "x = = 1"]:1: unexpected symbol near '='
print((select(2, load("x = = 1 -- a comment that makes this chunk much longer than what fits"))))  --> [string "x = = 1 -- a comment that makes this chunk mu..."]:1: unexpected symbol near '='
print((select(2, load("local a\nx = = 1"))))  --> [string "local a..."]:2: unexpected symbol near '='
print(pcall(load("error('here')", "=(load)")))  --> false	(load):1: here
print(pcall(load, "return 1", {}))  --> false	bad argument #2 to 'load' (string expected, got table)
print(load("return 1", 5) ~= nil)  --> true
