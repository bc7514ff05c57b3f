-- Commands as files.
local f = io.popen("echo one; echo two")
print(io.type(f), f:read("l", "l", "l"))  --> file	one	two	nil
print(f:close())  --> true	exit	0
print(io.popen("exit 3"):close())  --> nil	exit	3
print(io.popen("kill -9 $$", "r"):close())  --> nil	signal	9
for line in io.popen("printf 'a\\nb\\n'"):lines() do print(line) end  --> a
--> b
local name = os.tmpname()
f = io.popen("cat > " .. name, "w")
print(f:read())  --> nil	Bad file descriptor	9
print(f:write("to the command") == f, f:close())  --> true	true	exit	0
f = io.open(name)
print(f:read("a"))  --> to the command
f:close()

-- What was written before is there for the command.
f = io.open(name, "w")
f:write("buffered")
local command = io.popen("cat " .. name)
print(command:read("a"))  --> buffered
print(command:seek())  --> nil	Illegal seek	29
print(command:write("x"))  --> nil	Bad file descriptor	9
command:close()
f:close()
print(pcall(io.popen, "true", "rw"))  --> false	bad argument #2 to 'io.popen' (invalid mode)
print(pcall(io.popen, "true", ""))  --> false	bad argument #2 to 'io.popen' (invalid mode)
print(pcall(io.popen))  --> false	bad argument #1 to 'io.popen' (string expected, got no value)
print(pcall(f.close, command))  --> false	attempt to use a closed file
os.remove(name)
