local function err(f, ...) print((select(2, pcall(f, ...)))) end
local up, t = nil, {}
err(function() return undefined + 1 end)  --> arithmetic_errors.lua:3: attempt to perform arithmetic on a nil value (global 'undefined')
err(function() return 1 + undefined end)  --> arithmetic_errors.lua:4: attempt to perform arithmetic on a nil value (global 'undefined')
err(function() return up - 1 end)  --> arithmetic_errors.lua:5: attempt to perform arithmetic on a nil value (upvalue 'up')
err(function() return 2 * up end)  --> arithmetic_errors.lua:6: attempt to perform arithmetic on a nil value (upvalue 'up')
err(function() local l; return l / 2 end)  --> arithmetic_errors.lua:7: attempt to perform arithmetic on a nil value (local 'l')
err(function() local l = {}; return 2 // l end)  --> arithmetic_errors.lua:8: attempt to perform arithmetic on a table value (local 'l')
err(function() return t.x % 2 end)  --> arithmetic_errors.lua:9: attempt to perform arithmetic on a nil value (field 'x')
err(function() return t.x.y ^ 2 end)  --> arithmetic_errors.lua:10: attempt to index a nil value (field 'x')
err(function() return -t.x end)  --> arithmetic_errors.lua:11: attempt to perform arithmetic on a nil value (field 'x')
err(function() return -{} end)  --> arithmetic_errors.lua:12: attempt to perform arithmetic on a table value
err(function() return t + t end)  --> arithmetic_errors.lua:13: attempt to perform arithmetic on a table value (upvalue 't')
err(function() local a, b = 1, {}; return a + b end)  --> arithmetic_errors.lua:14: attempt to perform arithmetic on a table value (local 'b')
err(function() local a, b = {}, 1; return a + b end)  --> arithmetic_errors.lua:15: attempt to perform arithmetic on a table value (local 'a')
err(function() local a, b = {}, true; return a + b end)  --> arithmetic_errors.lua:16: attempt to perform arithmetic on a table value (local 'a')
err(function() local a, b = true, {}; return a + b end)  --> arithmetic_errors.lua:17: attempt to perform arithmetic on a boolean value (local 'a')
err(function() return print + 1 end)  --> arithmetic_errors.lua:18: attempt to perform arithmetic on a function value (global 'print')
err(function() return 1 + nil end)  --> arithmetic_errors.lua:19: attempt to perform arithmetic on a nil value
err(function() return nil + 1 end)  --> arithmetic_errors.lua:20: attempt to perform arithmetic on a nil value
err(function() return true * false end)  --> arithmetic_errors.lua:21: attempt to perform arithmetic on a boolean value
err(function() return t[1] + 1 end)  --> arithmetic_errors.lua:22: attempt to perform arithmetic on a nil value (field 'integer index')
err(function() local k = "k"; return t[k] + 1 end)  --> arithmetic_errors.lua:23: attempt to perform arithmetic on a nil value (field '?')
err(function() return ("x") + 1 end)  --> arithmetic_errors.lua:24: attempt to add a 'string' with a 'number'
err(function() return {} .. 1 end)  --> arithmetic_errors.lua:25: attempt to concatenate a table value
err(function() return 1 // 0 end)  --> arithmetic_errors.lua:26: attempt to divide by zero
err(function() return 1 % 0 end)  --> arithmetic_errors.lua:27: attempt to perform 'n%0'
err(function() local z = 0; return 5 // z end)  --> arithmetic_errors.lua:28: attempt to divide by zero
err(function() local z = 0; return 5 % z end)  --> arithmetic_errors.lua:29: attempt to perform 'n%0'
err(function(a, b) return a + b end, 1)  --> arithmetic_errors.lua:30: attempt to perform arithmetic on a nil value (local 'b')
err(function(...) local a, b = ...; return a * b end, nil, 1)  --> arithmetic_errors.lua:31: attempt to perform arithmetic on a nil value (local 'a')
err(function() local a <const> = nil; return a + 1 end)  --> arithmetic_errors.lua:32: attempt to perform arithmetic on a nil value
err(function() return #t.x end)  --> arithmetic_errors.lua:33: attempt to get length of a nil value (field 'x')
err(function() return #5 end)  --> arithmetic_errors.lua:34: attempt to get length of a number value
err(function() return #nil end)  --> arithmetic_errors.lua:35: attempt to get length of a nil value
err(function() return #up end)  --> arithmetic_errors.lua:36: attempt to get length of a nil value (upvalue 'up')
err(function() for i = 1, 3 do local v = t[i] + i end end)  --> arithmetic_errors.lua:37: attempt to perform arithmetic on a nil value (field '?')
err(function() t.count = t.count + 1 end)  --> arithmetic_errors.lua:38: attempt to perform arithmetic on a nil value (field 'count')
err(function() counter = counter + 1 end)  --> arithmetic_errors.lua:39: attempt to perform arithmetic on a nil value (global 'counter')
