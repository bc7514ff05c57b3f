local function err(f, ...) print((select(2, pcall(f, ...)))) end
local t, up = {n = 1}, nil
err(function() undefined() end)  --> call_errors.lua:3: attempt to call a nil value (global 'undefined')
err(function() t.missing() end)  --> call_errors.lua:4: attempt to call a nil value (field 'missing')
err(function() t.n() end)  --> call_errors.lua:5: attempt to call a number value (field 'n')
err(function() t:missing() end)  --> call_errors.lua:6: attempt to call a nil value (method 'missing')
err(function() t[1]() end)  --> call_errors.lua:7: attempt to call a nil value (field 'integer index')
err(function() t["a b"]() end)  --> call_errors.lua:8: attempt to call a nil value (field 'a b')
err(function() up() end)  --> call_errors.lua:9: attempt to call a nil value (upvalue 'up')
err(function() local l = 5; l() end)  --> call_errors.lua:10: attempt to call a number value (local 'l')
err(function() ("x")() end)  --> call_errors.lua:11: attempt to call a string value (constant 'x')
err(function() (1)() end)  --> call_errors.lua:12: attempt to call a number value
err(function() ({})() end)  --> call_errors.lua:13: attempt to call a table value
err(function() (nil)() end)  --> call_errors.lua:14: attempt to call a nil value
err(function() t.a.b() end)  --> call_errors.lua:15: attempt to index a nil value (field 'a')
err(function() t.n:m() end)  --> call_errors.lua:16: attempt to index a number value (field 'n')
err(function() local s = "x"; s:nomethod() end)  --> call_errors.lua:17: attempt to call a nil value (method 'nomethod')
err(function() return undefined() end)  --> call_errors.lua:18: attempt to call a nil value (global 'undefined')
err(function() return t.missing() end)  --> call_errors.lua:19: attempt to call a nil value (field 'missing')
err(function() return t:missing() end)  --> call_errors.lua:20: attempt to call a nil value (method 'missing')
err(function() return (t.missing)() end)  --> call_errors.lua:21: attempt to call a nil value (field 'missing')
err(function(f) f() end)  --> call_errors.lua:22: attempt to call a nil value (local 'f')
err(function(f) f() end, true)  --> call_errors.lua:23: attempt to call a boolean value (local 'f')
err(function(...) (...)() end, {})  --> call_errors.lua:24: attempt to call a table value
err(function() print()() end)  -->
  --> call_errors.lua:25: attempt to call a nil value
err(function() local a <const> = nil; a() end)  --> call_errors.lua:27: attempt to call a nil value
err(function() local a <const> = 5; a() end)  --> call_errors.lua:28: attempt to call a number value
err(function() _ENV.undefined2() end)  --> call_errors.lua:29: attempt to call a nil value (global 'undefined2')
err(nil)  --> attempt to call a nil value
err(5)  --> attempt to call a number value
err({})  --> attempt to call a table value
