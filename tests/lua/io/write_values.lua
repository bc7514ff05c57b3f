-- Strings and numbers are written; floats without the ".0" of tostring.
local f = io.tmpfile()
print(f:write() == f, f:write("a", 1, 2.5, "\0", -3) == f)  --> true	true
f:seek("set")
print(#f:read("a"))  --> 8
print(io.write("") == io.stdout)  --> true
io.write(1, " ", 1.5, " ", 1e15, " ", 2^53, " ", -0.0, " ", 1e100, " ", 1/0, " ", 3.0, "\n")  --> 1 1.5 1e+15 9.007199254741e+15 -0 1e+100 inf 3
io.write(math.mininteger, " ", math.maxinteger, "\n")  --> -9223372036854775808 9223372036854775807
io.write("chained "):write("writes", "\n")  --> chained writes

-- What precedes a wrong argument is written.
print(pcall(f.write, f, "x", {}))  --> false	bad argument #3 to '?' (string expected, got table)
print(pcall(io.write, "written ", nil))  --> written false	bad argument #2 to 'io.write' (string expected, got nil)
print(pcall(io.write, true))  --> false	bad argument #1 to 'io.write' (string expected, got boolean)
print(pcall(f.write))  --> false	bad argument #1 to '?' (FILE* expected, got no value)
f:seek("end", -1)
print(f:read("a"))  --> x
f:close()
