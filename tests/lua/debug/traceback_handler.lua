-- As a message handler, debug.traceback sees the functions that the error concerns.
local function show(text) for line in text:gmatch("[^\n]+") do print(line) end end
local function fails() error("oops") end
local _, text = xpcall(fails, debug.traceback)
show(text)  --> traceback_handler.lua:3: oops
  --> stack traceback:
  --> 	[C]: in function 'error'
  --> 	traceback_handler.lua:3: in function <traceback_handler.lua:3>
  --> 	[C]: in function 'xpcall'
  --> 	traceback_handler.lua:4: in main chunk
  --> 	[C]: in ?
local closing = setmetatable({}, {__close = function() error("closing", 0) end})
local _, text = xpcall(function() local c <close> = closing end, debug.traceback)
print(text:match("^closing\n") ~= nil, text:find("in metamethod 'close'", 1, true) ~= nil)  --> true	true
