local function err(f, ...) print((select(2, pcall(f, ...)))) end
local t = {f = 1.5}
err(function() return 1.5 | 1 end)  --> integer_representation.lua:3: number has no integer representation
err(function() return t.f & 1 end)  --> integer_representation.lua:4: number (field 'f') has no integer representation
err(function() local x = 2^63; return x ~ 0 end)  --> integer_representation.lua:5: number (local 'x') has no integer representation
err(function() local x = 0/0; return ~x end)  --> integer_representation.lua:6: number (local 'x') has no integer representation
err(function() local x = 1/0; return x >> 1 end)  --> integer_representation.lua:7: number (local 'x') has no integer representation
err(function() return 1 << 0.5 end)  --> integer_representation.lua:8: number has no integer representation
err(function() return math.maxinteger + 1.0 | 0 end)  --> integer_representation.lua:9: number has no integer representation
err(function() return string.rep("x", 1.5) end)  --> integer_representation.lua:10: bad argument #2 to 'rep' (number has no integer representation)
err(function() return string.rep("x", 2^63) end)  --> integer_representation.lua:11: bad argument #2 to 'rep' (number has no integer representation)
err(function() return ("x"):sub(1.5) end)  --> integer_representation.lua:12: bad argument #1 to 'sub' (number has no integer representation)
err(function() return select(1.5, 1) end)  --> integer_representation.lua:13: bad argument #1 to 'select' (number has no integer representation)
err(function() return math.tointeger(1.5) or error("nil", 0) end)  --> nil
err(function() return table.concat({}, ",", 1.5) end)  --> integer_representation.lua:15: bad argument #3 to 'concat' (number has no integer representation)
err(function() return table.unpack({}, 1, 2.5) end)  --> integer_representation.lua:16: bad argument #3 to 'unpack' (number has no integer representation)
err(function() return string.char(65.5) end)  --> integer_representation.lua:17: bad argument #1 to 'char' (number has no integer representation)
err(function() return string.format("%d", 1.5) end)  --> integer_representation.lua:18: bad argument #2 to 'format' (number has no integer representation)
err(function() return string.format("%d", "1.5") end)  --> integer_representation.lua:19: bad argument #2 to 'format' (number has no integer representation)
err(function() return ("x"):rep("1.5") end)  --> integer_representation.lua:20: bad argument #1 to 'rep' (number has no integer representation)
err(function() return math.random(1.5) end)  --> integer_representation.lua:21: bad argument #1 to 'random' (number has no integer representation)
err(function() table.insert({}, 1.5, 1) end)  --> integer_representation.lua:22: bad argument #2 to 'insert' (number has no integer representation)
print(1.0 | 0, 2.0^53 | 0, ("x"):rep(2.0), select(2.0, 1, "two"), -0.0 | 0)  --> 1	9007199254740992	xx	two	0
