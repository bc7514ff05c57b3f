local function err(f, ...)
  print((select(2, pcall(f, ...))))
end
local t, s, x = {}, "a", 1.5
err(function() return 1 & 1.5 end)  --> bitwise_errors.lua:5: number has no integer representation
err(function() return x | 1 end)  --> bitwise_errors.lua:6: number (upvalue 'x') has no integer representation
err(function() return 2^63 & 1 end)  --> bitwise_errors.lua:7: number has no integer representation
err(function() return ~x end)  --> bitwise_errors.lua:8: number (upvalue 'x') has no integer representation
err(function() return 1 << x end)  --> bitwise_errors.lua:9: number (upvalue 'x') has no integer representation
err(function() return t & 1 end)  --> bitwise_errors.lua:10: attempt to perform bitwise operation on a table value (upvalue 't')
err(function() return 1 | nil end)  --> bitwise_errors.lua:11: attempt to perform bitwise operation on a nil value
err(function() return s & 1 end)  --> bitwise_errors.lua:12: attempt to perform bitwise operation on a string value (upvalue 's')
err(function() return "1.5" & 1 end)  --> bitwise_errors.lua:13: attempt to perform bitwise operation on a string value (constant '1.5')
err(function() return 1 & "1e100" end)  --> bitwise_errors.lua:14: attempt to perform bitwise operation on a string value (constant '1e100')
err(function() return undefined ~ 1 end)  --> bitwise_errors.lua:15: attempt to perform bitwise operation on a nil value (global 'undefined')
err(function() return t.field | 1 end)  --> bitwise_errors.lua:16: attempt to perform bitwise operation on a nil value (field 'field')
err(function() return ~t.field end)  --> bitwise_errors.lua:17: attempt to perform bitwise operation on a nil value (field 'field')
err(function() return ~{} end)  --> bitwise_errors.lua:18: attempt to perform bitwise operation on a table value
err(function() return true >> 1 end)  --> bitwise_errors.lua:19: attempt to perform bitwise operation on a boolean value
err(function(a) return a << 1 end, "x")  --> bitwise_errors.lua:20: attempt to perform bitwise operation on a string value (local 'a')
err(function() return 0/0 | 1 end)  --> bitwise_errors.lua:21: number has no integer representation
err(function() return 1 & math.huge end)  --> bitwise_errors.lua:22: number (field 'huge') has no integer representation
