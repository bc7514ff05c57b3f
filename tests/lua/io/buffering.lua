-- When what is written can be seen by others.
local name = os.tmpname()
local f, other = io.open(name, "w"), io.open(name)
local function seen() other:seek("set") return other:read("a") end
print(f:setvbuf("full", 100), f:write("x") == f, seen() == "", f:flush(), seen())  --> true	true	true	true	x
print(f:setvbuf("no"), f:write("y") == f, seen())  --> true	true	xy
print(f:setvbuf("line"), f:write("z") == f, seen(), f:write("!\n") == f, seen() == "xyz!\n")  --> true	true	xy	true	true
print(f:setvbuf("full"), f:write(("a"):rep(200000)) == f, f:seek("cur"), #seen())  --> true	true	200005	200005
print(pcall(f.setvbuf, f))  --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(f.setvbuf, f, "some"))  --> false	bad argument #2 to '?' (invalid option 'some')
print(pcall(f.setvbuf, f, "full", "x"))  --> false	bad argument #3 to '?' (number expected, got string)
f:write("end")
f:close()
print(seen():sub(-3))  --> end
other:close()
print(io.stdout:setvbuf("no"), io.stdout:setvbuf("full"), io.flush(), io.stdout:flush())  --> true	true	true	true
os.remove(name)
