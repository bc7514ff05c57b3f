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
print(load(pieces("return ", 5))())  --> 5
print(pcall(load, pieces("return 1", {})))  --> true	nil	reader function must return a string
print(pcall(load, pieces(true)))  --> true	nil	reader function must return a string
print(pcall(load, function() error("reader failed", 0) end))  --> true	nil	reader failed
print(load(function() error({}) end) == nil)  --> true
print(pcall(load, 5))  --> true	nil	[string "5"]:1: unexpected symbol near '5'
print(pcall(load))  --> false	bad argument #1 to 'load' (function expected, got no value)
print(pcall(load, nil))  --> false	bad argument #1 to 'load' (function expected, got nil)
print(pcall(load, {}))  --> false	bad argument #1 to 'load' (function expected, got table)
-- the name of a chunk from a function
print(load(pieces("x = = 1")))  --> nil	(load):1: unexpected symbol near '='
print(pcall(load(pieces("error 'position'"), "@name")))  --> false	name:1: position
print(pcall(load(pieces("error 'position'"))))  --> false	(load):1: position
local n = 0
local long = load(function() n = n + 1; if n <= 1000 then return "x" .. n .. " = " .. n .. "\n" elseif n == 1001 then return "return x1000" end end)
print(long(), n)  --> 1000	1002
