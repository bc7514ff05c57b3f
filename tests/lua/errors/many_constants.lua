-- Names are found in functions with more constants and locals than one byte counts.
local function err(src, ...) print((select(2, pcall(load(src, "=many"), ...)))) end
local parts = {"local t = {}\n"}
for i = 1, 400 do parts[#parts + 1] = "t.k" .. i .. " = " .. i .. ".5\n" end
local prefix = table.concat(parts)
err(prefix .. "t.name.x = 1")  --> many:402: attempt to index a nil value (field 'name')
err(prefix .. "t.method()")  --> many:402: attempt to call a nil value (field 'method')
err(prefix .. "t:method()")  --> many:402: attempt to call a nil value (method 'method')
err(prefix .. "undefined()")  --> many:402: attempt to call a nil value (global 'undefined')
err(prefix .. "return t.name + 1")  --> many:402: attempt to perform arithmetic on a nil value (field 'name')
err(prefix .. "return t.k1 .. t.name")  --> many:402: attempt to concatenate a nil value (field 'name')
err(prefix .. "return 'constant_string' + {}")  --> many:402: attempt to add a 'string' with a 'table'
err(prefix .. "return t < 'constant'")  --> many:402: attempt to compare table with string
err(prefix .. "return t.k400.x")  --> many:402: attempt to index a number value (field 'k400')
local locals = {}
for i = 1, 190 do locals[i] = "local v" .. i .. " = " .. i end
err(table.concat(locals, "\n") .. "\nlocal last; return last.x")  --> many:191: attempt to index a nil value (local 'last')
err(table.concat(locals, "\n") .. "\nreturn v190 + v1.x.y")  --> many:191: attempt to index a number value (local 'v1')
err(table.concat(locals, "\n") .. "\nlocal function f() return v100() end f()")  --> many:191: attempt to call a number value (upvalue 'v100')
