-- The modes of io.open.
local name = os.tmpname()
for _, mode in ipairs {"", "x", "rw", "r+b", "rb", "rb+", "w+bb", "a+", "br", "r++", "R"} do
  local ok, f = pcall(io.open, name, mode)
  print(mode, ok, ok and io.type(f) or f)  --> 	false	bad argument #2 to 'io.open' (invalid mode)
  --> x	false	bad argument #2 to 'io.open' (invalid mode)
  --> rw	false	bad argument #2 to 'io.open' (invalid mode)
  --> r+b	true	file
  --> rb	true	file
  --> rb+	false	bad argument #2 to 'io.open' (invalid mode)
  --> w+bb	true	file
  --> a+	true	file
  --> br	false	bad argument #2 to 'io.open' (invalid mode)
  --> r++	false	bad argument #2 to 'io.open' (invalid mode)
  --> R	false	bad argument #2 to 'io.open' (invalid mode)
  if ok then f:close() end
end
local function contents()
  local f <close> = assert(io.open(name))
  return f:read("a")
end
local f = io.open(name, "w")
f:write("0123456789")
print(f:read())  --> nil	Bad file descriptor	9
print(f:seek("cur"), f:seek("set", 3), f:seek("end"))  --> 10	3	10
f:close()

-- Reading and writing take turns.
f = io.open(name, "r+")
print(f:read(3), f:write("abc") == f, f:read(2), f:seek("cur"))  --> 012	true	67	8
f:close()
print(contents())  --> 012abc6789

-- Everything is written at the end.
f = io.open(name, "a")
print(f:seek("cur"))  --> 10
f:seek("set", 0)
f:write("END")
print(f:seek("cur"), f:read(1))  --> 13	nil	Bad file descriptor	9
f:close()
print(contents())  --> 012abc6789END
f = io.open(name, "a+")
print(f:seek("cur"), f:read(2))  --> 0	01
f:write("!")
f:seek("set", 0)
print(f:read("a"))  --> 012abc6789END!
f:close()

-- A file for reading is not written.
f = io.open(name)
print(f:write("x"))  --> nil	Bad file descriptor	9
print(f:write() == f)  --> true
print(io.type(f:write("")))  --> file
f:close()
f = io.open(name, "w+")
print(f:write("new") == f, f:seek("set"))  --> true	0
print(f:read("a"))  --> new
f:close()
os.remove(name)
print(io.open(name) == nil, (select(2, io.open(name)):gsub("^.*: ", "")), select(3, io.open(name)))  --> true	No such file or directory	2
