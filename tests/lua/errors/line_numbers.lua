-- The line of an error is that of the operation.
local function err(src) print((select(2, pcall(assert(load(src, "=l")))))) end
err "local x\n\nx.y = 1"  --> l:3: attempt to index a nil value (local 'x')
err "local x = 1 +\n2 +\n{}"  --> l:2: attempt to perform arithmetic on a table value
err "local a = {}\nreturn a\n.b\n.c\n.d"  --> l:4: attempt to index a nil value (field 'b')
err "local a = {}\na\n.b\n(\n1\n)"  --> l:4: attempt to call a nil value (field 'b')
err "f(\n1,\n2)"  --> l:1: attempt to call a nil value (global 'f')
err "local t = {\n1,\n2,\nnil + 1,\n}"  --> l:4: attempt to perform arithmetic on a nil value
err "for i = 1,\n10,\n0 do end"  --> l:3: 'for' step is zero
err "for i\nin\n5\ndo end"  --> l:3: attempt to call a number value (for iterator 'for iterator')
err "return 'a'\n..\n{}\n..\n'b'"  --> l:4: attempt to concatenate a table value
err "if 1\n<\n{}\nthen end"  --> l:3: attempt to compare number with table
err "local function f()\nerror('x')\nend\n\nf()"  --> l:2: x
err "error(\n'message'\n)"  --> l:1: message
err "local s = [[\n\n\n]] local t = s + {}"  --> l:4: attempt to add a 'string' with a 'table'
err "--[[\n\n]] x()"  --> l:3: attempt to call a nil value (global 'x')
err "\r\n\r\nx()"  --> l:3: attempt to call a nil value (global 'x')
err "\n\r\n\rx()"  --> l:3: attempt to call a nil value (global 'x')
err "\r\rx()"  --> l:3: attempt to call a nil value (global 'x')
err "x = function()\n\nreturn y.z\nend\nx()"  --> l:3: attempt to index a nil value (global 'y')
err "return -\n{}"  --> l:1: attempt to perform arithmetic on a table value
err "return #\n\nnil"  --> l:1: attempt to get length of a nil value
err "while true do\nlocal a = b.c\nend"  --> l:2: attempt to index a nil value (global 'b')
err "repeat\n\nuntil nothing.y"  --> l:3: attempt to index a nil value (global 'nothing')
err "local a <close> = nil\nlocal b <close> =\n5"  --> l:3: variable 'b' got a non-closable value
