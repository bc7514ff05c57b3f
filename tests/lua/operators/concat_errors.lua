local function err(f, ...)
  print((select(2, pcall(f, ...))))
end
local t, n, up = {}, nil, true
err(function() return "a" .. n end)  --> concat_errors.lua:5: attempt to concatenate a nil value (upvalue 'n')
err(function() return n .. "a" end)  --> concat_errors.lua:6: attempt to concatenate a nil value (upvalue 'n')
err(function() return t .. "a" end)  --> concat_errors.lua:7: attempt to concatenate a table value (upvalue 't')
err(function() return "a" .. t.x end)  --> concat_errors.lua:8: attempt to concatenate a nil value (field 'x')
err(function() return "a" .. t.x.y end)  --> concat_errors.lua:9: attempt to index a nil value (field 'x')
err(function() return "a" .. undefined end)  --> concat_errors.lua:10: attempt to concatenate a nil value (global 'undefined')
err(function() return 1 .. {} end)  --> concat_errors.lua:11: attempt to concatenate a table value
err(function() return up .. "x" end)  --> concat_errors.lua:12: attempt to concatenate a boolean value (upvalue 'up')
err(function() local l l = "x" .. l end)  --> concat_errors.lua:13: attempt to concatenate a nil value (local 'l')
err(function(a, b) return a .. b end, "x", print and nil)  --> concat_errors.lua:14: attempt to concatenate a nil value (local 'b')
err(function() return "a" .. "b" .. n .. "c" end)  --> concat_errors.lua:15: attempt to concatenate a nil value (upvalue 'n')
err(function() return print .. "" end)  --> concat_errors.lua:16: attempt to concatenate a function value (global 'print')
err(function() return "x" .. t end)  --> concat_errors.lua:17: attempt to concatenate a table value (upvalue 't')
err(function() local f = function() end return 1 .. f end)  --> concat_errors.lua:18: attempt to concatenate a function value (local 'f')
