local function err(f, ...) print((select(2, pcall(f, ...)))) end
local up, t = nil, {n = 5, s = "str"}
err(function() return undefined.x end)  --> index_errors.lua:3: attempt to index a nil value (global 'undefined')
err(function() return up.x end)  --> index_errors.lua:4: attempt to index a nil value (upvalue 'up')
err(function() local l; return l.x end)  --> index_errors.lua:5: attempt to index a nil value (local 'l')
err(function(p) return p.x end)  --> index_errors.lua:6: attempt to index a nil value (local 'p')
err(function() return t.a.b end)  --> index_errors.lua:7: attempt to index a nil value (field 'a')
err(function() return t.a.b.c end)  --> index_errors.lua:8: attempt to index a nil value (field 'a')
err(function() return t.n.x.y end)  --> index_errors.lua:9: attempt to index a number value (field 'n')
err(function() return t[1].x end)  --> index_errors.lua:10: attempt to index a nil value (field 'integer index')
err(function() return t["key with space"].x end)  --> index_errors.lua:11: attempt to index a nil value (field 'key with space')
err(function() local k = "dynamic"; return t[k].x end)  --> index_errors.lua:12: attempt to index a nil value (field '?')
err(function() local k = {}; return t[k].x end)  --> index_errors.lua:13: attempt to index a nil value (field '?')
err(function() local i = 1; return t[i].x end)  --> index_errors.lua:14: attempt to index a nil value (field '?')
err(function() return t[1.5].x end)  --> index_errors.lua:15: attempt to index a nil value (field '?')
err(function() return t[true].x end)  --> index_errors.lua:16: attempt to index a nil value (field '?')
err(function() return up[1] end)  --> index_errors.lua:17: attempt to index a nil value (upvalue 'up')
err(function() return up[t] end)  --> index_errors.lua:18: attempt to index a nil value (upvalue 'up')
err(function() local l; return l[1] end)  --> index_errors.lua:19: attempt to index a nil value (local 'l')
err(function() local l; return l["a b"] end)  --> index_errors.lua:20: attempt to index a nil value (local 'l')
err(function() local l, k = nil, "key"; return l[k] end)  --> index_errors.lua:21: attempt to index a nil value (local 'l')
err(function() return (nil).x end)  --> index_errors.lua:22: attempt to index a nil value
err(function() return (1).x end)  --> index_errors.lua:23: attempt to index a number value
err(function() return (true)[1] end)  --> index_errors.lua:24: attempt to index a boolean value
err(function() return (function() end).x end)  --> index_errors.lua:25: attempt to index a function value
err(function() return print.x end)  --> index_errors.lua:26: attempt to index a function value (global 'print')
err(function() return ("x").y.z end)  --> index_errors.lua:27: attempt to index a nil value (field 'y')
err(function() return t.s.y.z end)  --> index_errors.lua:28: attempt to index a nil value (field 'y')
err(function() return f().x end)  --> index_errors.lua:29: attempt to call a nil value (global 'f')
err(function() return (up or nil).x end)  --> index_errors.lua:30: attempt to index a nil value
err(function() return ({}).x.y end)  --> index_errors.lua:31: attempt to index a nil value (field 'x')
err(function(...) return (...).x end)  --> index_errors.lua:32: attempt to index a nil value
err(function() return t:nomethod().x end)  --> index_errors.lua:33: attempt to call a nil value (method 'nomethod')
err(function() local a <const> = nil; return a.x end)  --> index_errors.lua:34: attempt to index a nil value
err(function() return _ENV.undefined3.x end)  --> index_errors.lua:35: attempt to index a nil value (global 'undefined3')
err(function() return t.t.t.t end)  --> index_errors.lua:36: attempt to index a nil value (field 't')
