-- Iterators over files.
local name = os.tmpname()
io.open(name, "w"):write("one\ntwo\n\nlast"):close()
for line in io.lines(name) do print(line) end  --> one
--> two
-->
--> last
for line in io.lines(name, "L") do io.write("[", line, "]") end print()  --> [one
--> ][two
--> ][
--> ][last]
for a, b in io.lines(name, 1, "l") do print(a, b) end  --> o	ne
--> t	wo
-->
--> 	last
for all in io.lines(name, "a") do print(#all) if #all == 0 then break end end  --> 13
--> 0
for line in io.lines(name, 100000) do print(#line) end  --> 13

-- io.lines closes its file at the end, and gives it to be closed.
local next_line, state, control, file = io.lines(name)
print(state, control, io.type(file))  --> nil	nil	file
while next_line() do end
print(io.type(file))  --> closed file
print(pcall(next_line))  --> false	file is already closed
local f
for line in io.lines(name) do break end
next_line, state, control, file = io.lines(name)
for line in next_line, state, control, file do break end
print(io.type(file))  --> closed file

-- file:lines does not.
f = io.open(name)
print(select("#", f:lines()))  --> 1
for line in f:lines("l") do io.write(line, ";") end print(io.type(f))  --> one;two;;last;file
f:seek("set")
io.input(f)
for line in io.lines() do io.write(line, ".") end print(io.type(f))  --> one.two..last.file
f:seek("set")
for line in io.lines(nil, 4) do io.write("<", line, ">") end print()  --> <one
--> ><two
--> ><
--> las><t>
f:close()
io.input(io.stdin)

-- Formats are looked at when something is read.
f = io.open(name)
local iterate = f:lines("x")
print(pcall(iterate))  --> false	bad argument #2 to '?' (invalid format)
print(pcall(f:lines(1.5)))  --> false	bad argument #2 to '?' (number has no integer representation)
f:close()
print(pcall(iterate))  --> false	file is already closed

-- What can not be read is an error.
f = io.open(name, "w")
print(pcall(f:lines()))  --> false	Bad file descriptor
f:close()
os.remove(name)
print(pcall(io.lines, name .. "/none") == false)  --> true
print((select(2, pcall(io.lines, name)):gsub("file '.*'", "file")))  --> cannot open file (No such file or directory)
print(pcall(io.lines, {}))  --> false	bad argument #1 to 'io.lines' (string expected, got table)

-- There may be many formats, but not too many.
local formats = {}
for i = 1, 250 do formats[i] = 0 end
f = io.tmpfile()
print(select("#", f:lines(table.unpack(formats))))  --> 1
print(select("#", f:lines(table.unpack(formats))()))  --> 0
formats[251] = 0
print(pcall(f.lines, f, table.unpack(formats)))  --> false	bad argument #252 to '?' (too many arguments)
f:close()
