local function err(f, ...) print((select(2, pcall(f, ...)))) end
local up, t = nil, {n = 5}
err(function() undefined.x = 1 end)  --> assign_errors.lua:3: attempt to index a nil value (global 'undefined')
err(function() up.x = 1 end)  --> assign_errors.lua:4: attempt to index a nil value (upvalue 'up')
err(function() local l; l.x = 1 end)  --> assign_errors.lua:5: attempt to index a nil value (local 'l')
err(function() t.a.b = 1 end)  --> assign_errors.lua:6: attempt to index a nil value (field 'a')
err(function() t.n.b = 1 end)  --> assign_errors.lua:7: attempt to index a number value (field 'n')
err(function() up[1] = 1 end)  --> assign_errors.lua:8: attempt to index a nil value (upvalue 'up')
err(function() local l; l[1] = 1 end)  --> assign_errors.lua:9: attempt to index a nil value (local 'l')
err(function() local l; l[l] = 1 end)  --> assign_errors.lua:10: attempt to index a nil value (local 'l')
err(function() t[nil] = 1 end)  --> assign_errors.lua:11: table index is nil
err(function() t[0/0] = 1 end)  --> assign_errors.lua:12: table index is NaN
err(function() t.a.b.c = 1 end)  --> assign_errors.lua:13: attempt to index a nil value (field 'a')
err(function() ("x").y = 1 end)  --> assign_errors.lua:14: attempt to index a string value (constant 'x')
err(function() (5).y = 1 end)  --> assign_errors.lua:15: attempt to index a number value
err(function() local s = "x"; s.y = 1 end)  --> assign_errors.lua:16: attempt to index a string value (local 's')
err(function() local a, b; a.x, b.x = 1, 2 end)  --> assign_errors.lua:17: attempt to index a nil value (local 'b')
err(function() t.x, up.y = 1, 2 end)  --> assign_errors.lua:18: attempt to index a nil value (upvalue 'up')
err(function() function up.f() end end)  --> assign_errors.lua:19: attempt to index a nil value (upvalue 'up')
err(function() function undefined.f.g() end end)  --> assign_errors.lua:20: attempt to index a nil value (global 'undefined')
err(function() t.f.g = function() end end)  --> assign_errors.lua:21: attempt to index a nil value (field 'f')
err(function() print.x = 1 end)  --> assign_errors.lua:22: attempt to index a function value (global 'print')
err(function() return {[nil] = 1} end)  --> assign_errors.lua:23: table index is nil
err(function() return {[0/0] = 1} end)  --> assign_errors.lua:24: table index is NaN
