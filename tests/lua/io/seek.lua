-- Positions.
local f = io.tmpfile()
f:write("0123456789")
print(f:seek(), f:seek("set"), f:seek("cur", 4), f:read(1), f:seek("cur"))  --> 10	0	4	4	5
print(f:seek("end", -2), f:read("a"), f:seek("end"))  --> 8	89	10
print(f:seek("set", 20), f:read(1), f:write("x") == f, f:seek("end"))  --> 20	nil	true	21
print(f:seek("set", -1))  --> nil	Invalid argument	22
print(f:seek("cur", -100))  --> nil	Invalid argument	22
print(f:seek("set", 8), f:read("a") == "89" .. ("\0"):rep(10) .. "x")  --> 8	true
print(pcall(f.seek, f, "middle"))  --> false	bad argument #2 to '?' (invalid option 'middle')
print(pcall(f.seek, f, "set", 1.5))  --> false	bad argument #3 to '?' (number has no integer representation)
print(pcall(f.seek, f, "set", "x"))  --> false	bad argument #3 to '?' (number expected, got string)
print(f:seek("set", "3"), f:read(1))  --> 3	3
print(pcall(f.seek, f, {}))  --> false	bad argument #2 to '?' (string expected, got table)
f:close()
