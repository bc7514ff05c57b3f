-- Files that are closed, and those that are not to be closed.
local name = os.tmpname()
local f = io.open(name, "w")
print(io.type(f), tostring(f):match("^file %("), f:close())  --> file	file (	true
print(io.type(f), tostring(f), io.type(1), io.type(io.stdout))  --> closed file	file (closed)	nil	file
for _, method in ipairs {"close", "flush", "lines", "read", "seek", "setvbuf", "write"} do
  print(method, pcall(f[method], f))  --> close	false	attempt to use a closed file
  --> flush	false	attempt to use a closed file
  --> lines	false	attempt to use a closed file
  --> read	false	attempt to use a closed file
  --> seek	false	attempt to use a closed file
  --> setvbuf	false	attempt to use a closed file
  --> write	false	attempt to use a closed file
end
print(pcall(io.close, f))  --> false	attempt to use a closed file
print(pcall(io.input, f))  --> false	attempt to use a closed file
print(pcall(io.type))  --> false	bad argument #1 to 'io.type' (value expected)
print(pcall(f.close))  --> false	bad argument #1 to '?' (FILE* expected, got no value)
print(pcall(f.read, 1))  --> false	bad argument #1 to '?' (FILE* expected, got number)
print(pcall(io.close, nil))  --> false	bad argument #1 to 'io.close' (FILE* expected, got nil)
print(io.stdout:close())  --> nil	cannot close standard file
print(io.close())  --> nil	cannot close standard file
print(io.type(io.stdout), io.type(io.stdin), io.type(io.stderr))  --> file	file	file

-- Default files that were closed.
io.output(name)
print(io.close())  --> true
print(pcall(io.write, "x"))  --> false	default output file is closed
print(pcall(io.flush))  --> false	default output file is closed
print(pcall(io.close))  --> false	attempt to use a closed file
io.output(io.stdout)
io.input(name):close()
print(pcall(io.read))  --> false	default input file is closed
print(pcall(io.lines))  --> false	attempt to use a closed file
io.input(io.stdin)
os.remove(name)

-- Scopes close files.
do
  local inner <close> = assert(io.tmpfile())
  f = inner
end
print(tostring(f))  --> file (closed)
