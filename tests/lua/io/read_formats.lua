-- The formats of read, one at a time and several at once.
local name = os.tmpname()
local function file(text)
  local f = assert(io.open(name, "wb"))
  f:write(text)
  f:close()
  return assert(io.open(name, "rb"))
end
local f = file("first\nsecond\n\n42 0x10 third\nlast")
print(f:read())  --> first
print(f:read("L") == "second\n", f:read("l") == "")  --> true	true
print(f:read("n", "n", "l"))  --> 42	16	 third
print(f:read(0), f:read(2), f:read("a"))  --> 	la	st
print(f:read(0), f:read(1), f:read("l"), f:read("L"), f:read("n"))  --> nil	nil	nil	nil	nil
print(f:read("a") == "", select("#", f:read("a", "a")))  --> true	2
f:close()

-- The first failure is the last result.
f = file("x 1\n2\n")
print(f:read("n", "n", "l"))  --> nil
print(f:read("l", "n", "n", "n"))  --> x 1	2	nil
f:close()

-- Formats of older versions start with an asterisk, and only the first letter counts.
f = file("1 rest\nall\n")
print(f:read("*number", "*line", "*all"))  --> 1	 rest	all
-->
f:close()

-- Lines may contain zeros and lack an end.
f = file("a\0b\nc\0")
print(#f:read(), #f:read("L"), f:read())  --> 3	2	nil
f:close()

-- Float counts must be integral; strings are no counts.
f = file("abcdef")
print(f:read(2.0))  --> ab
print(pcall(f.read, f, 1.5))  --> false	bad argument #2 to '?' (number has no integer representation)
print(pcall(f.read, f, "1"))  --> false	bad argument #2 to '?' (invalid format)
print(pcall(f.read, f, 1, "x"))  --> false	bad argument #3 to '?' (invalid format)
print(pcall(f.read, f, {}))  --> false	bad argument #2 to '?' (string expected, got table)
print(pcall(f.read, f, -1))  --> false	not enough memory
f:close()
os.remove(name)
