-- The functions take the coroutine to look at as first argument.
local co = coroutine.create(function(a, ...)
  local b = a * 2
  coroutine.yield(b)
  print(a, b, ...)
  error("failed")
end)
local function show(text) for line in text:gmatch("[^\n]+") do print(line) end end
show(debug.traceback(co))  --> stack traceback:
print(debug.getinfo(co, 0))  --> nil
coroutine.resume(co, 1, "extra")
show(debug.traceback(co, "suspended"))  --> suspended
  --> stack traceback:
  --> 	[C]: in function 'coroutine.yield'
  --> 	coroutines.lua:4: in function <coroutines.lua:2>
show(debug.traceback(co, nil, 1))  --> stack traceback:
  --> 	coroutines.lua:4: in function <coroutines.lua:2>
print(debug.getinfo(co, 0, "S").what, debug.getinfo(co, 1, "l").currentline)  --> C	4
print(debug.getinfo(co, 2))  --> nil
print(debug.getlocal(co, 1, 1))  --> a	1
print(debug.getlocal(co, 1, 2))  --> b	2
print(debug.getlocal(co, 1, -1))  --> (vararg)	extra
print(debug.setlocal(co, 1, 2, "set"), debug.setlocal(co, 1, -1, "too"))  --> b	(vararg)
coroutine.resume(co)  --> 1	set	too
show(debug.traceback(co))  --> stack traceback:
  --> 	[C]: in function 'error'
  --> 	coroutines.lua:6: in function <coroutines.lua:2>
coroutine.close(co)
show(debug.traceback(co))  --> stack traceback:
print(debug.getinfo(coroutine.running(), 1, "l").currentline)  --> 30
local finished = coroutine.create(function() end)
coroutine.resume(finished)
show(debug.traceback(finished))  --> stack traceback:
