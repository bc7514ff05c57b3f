-- debug.traceback lists the active functions after a message.
local function show(text) for line in text:gmatch("[^\n]+") do print(line) end end
local function f(...) return (debug.traceback(...)) end
show(f("message"))  --> message
  --> stack traceback:
  --> 	traceback.lua:3: in local 'f'
  --> 	traceback.lua:4: in main chunk
  --> 	[C]: in ?
show(f(1.5, 0))  --> 1.5
  --> stack traceback:
  --> 	[C]: in function 'debug.traceback'
  --> 	traceback.lua:3: in local 'f'
  --> 	traceback.lua:9: in main chunk
  --> 	[C]: in ?
show(f(nil, 2))  --> stack traceback:
  --> 	traceback.lua:15: in main chunk
  --> 	[C]: in ?
show(f("none", 100))  --> none
  --> stack traceback:
-- What is no string comes back.
local t = {}
print(f(t) == t, f(true), f(print) == print)  --> true	true	true
-- A tail call has replaced its caller.
local function g() return f("tail") end
show(g())  --> tail
  --> stack traceback:
  --> 	traceback.lua:3: in function <traceback.lua:3>
  --> 	(...tail calls...)
  --> 	traceback.lua:25: in main chunk
  --> 	[C]: in ?
