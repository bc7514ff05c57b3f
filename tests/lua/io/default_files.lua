-- io.input and io.output.
local name = os.tmpname()
print(io.input() == io.stdin, io.output() == io.stdout)  --> true	true
local f = io.output(name)
local same = f == io.output() and io.write("first\nsecond\n") == f
io.output(io.stdout)
print(same, f:close())  --> true	true
f = io.input(name)
print(f == io.input(), io.read(), io.read("L", "l"))  --> true	first	second
--> 	nil
f:close()
io.input(io.stdin)
local function without_name(ok, message) print(ok, (message:gsub("'[^']*'", "FILE"))) end
without_name(pcall(io.input, name .. "/none"))  --> false	cannot open file FILE (Not a directory)
without_name(pcall(io.output, name .. "/none"))  --> false	cannot open file FILE (Not a directory)
print(pcall(io.output, {}))  --> false	bad argument #1 to 'io.output' (FILE* expected, got table)
print(pcall(io.input, io))  --> false	bad argument #1 to 'io.input' (FILE* expected, got table)
print(io.output(nil) == io.stdout, io.read())  --> true	nil
os.remove(name)
