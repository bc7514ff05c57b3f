-- load calls a function for the pieces of a chunk.
local function pieces(...)
  local list, i = {...}, 0
  return function() i = i + 1; return list[i] end
end
print(load(pieces("return ", "1", " + ", "2"))())  --> 3
print(load(pieces("ret", "urn 'spl", "it' .. ", "1", "2", "3"))())  --> split123
print(load(pieces())() == nil)  --> true
print(load(pieces("return 1", "", " + this is not read"))())  --> 1
print(load(pieces("x ="), "=pieces"))  --> nil	pieces:1: unexpected symbol near <eof>
print(load(pieces("return 'a", "\nb'"), "=pieces"))  --> nil	pieces:1: unfinished string near ''a'
print(load(pieces("return 1", 5)))  --> function: 0x56354f3784f0
print(load(pieces("return 1", {})))  --> nil	load_reader.lua:13: reader function must return a string
  --> stack traceback:
  --> 	[C]: in function 'load'
  --> 	load_reader.lua:13: in main chunk
  --> 	[C]: in ?
print(load(pieces(true)))  --> nil	load_reader.lua:18: reader function must return a string
  --> stack traceback:
  --> 	[C]: in function 'load'
  --> 	load_reader.lua:18: in main chunk
  --> 	[C]: in ?
print(load(function() error("reader failed", 0) end))  --> nil	reader failed
  --> stack traceback:
  --> 	[C]: in function 'error'
  --> 	load_reader.lua:23: in function <load_reader.lua:23>
  --> 	[C]: in function 'load'
  --> 	load_reader.lua:23: in main chunk
  --> 	[C]: in ?
print(load(function() error({}) end) == nil)  --> true
print(pcall(load, 5))  --> true	nil	[string "5"]:1: unexpected symbol near '5'
print(pcall(load))  --> false	bad argument #1 to 'load' (function expected, got no value)
print(pcall(load, nil))  --> false	bad argument #1 to 'load' (function expected, got nil)
print(pcall(load, {}))  --> false	bad argument #1 to 'load' (function expected, got table)
-- the name of a chunk from a function
print(load(pieces("x = = 1")))  --> nil	(load):1: unexpected symbol near '='
print(load(pieces("error 'position'"), "@name"))  --> function: 0x56354f3749a0
print(pcall(load(pieces("error 'position'"), "@name")))  --> false	name:1: position
print(pcall(load(pieces("error 'position'"))))  --> false	(load):1: position
local n = 0
local long = load(function() n = n + 1; if n <= 1000 then return "x" .. n .. " = " .. n .. "\n" elseif n == 1001 then return "return x1000" end end)
print(long(), n)  --> 1000	1002
