-- Files that nobody has any more are closed, and what was written to them is there.
local name = os.tmpname()
io.open(name, "w"):write("kept")
io.output(name):write("lost?")
io.output(io.stdout)
collectgarbage() collectgarbage()
local f = io.open(name)
print(#f:read("a") > 0)  --> true
f:close()
for i = 1, 500 do
  local f = io.open(name)
  if not f then collectgarbage() f = assert(io.open(name)) end
  if i % 50 == 0 then collectgarbage() end
end
print(io.type(io.open(name)))  --> file
local metatable = getmetatable(io.stdout)
print(metatable.__name, type(metatable.__index), metatable.__index.read == io.stdout.read)  --> FILE*	table	true
f = io.open(name)
print(metatable.__gc(f), tostring(f), metatable.__gc(f), metatable.__close(f))  --> nil	file (closed)	nil
print(metatable.__gc(io.stdout), io.type(io.stdout))  --> nil	file
print(pcall(metatable.__gc, 1))  --> false	bad argument #1 to '?' (FILE* expected, got number)
print(pcall(metatable.__tostring, {}))  --> false	bad argument #1 to '?' (FILE* expected, got table)
os.remove(name)
