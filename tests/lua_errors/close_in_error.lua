-- A to-be-closed variable is closed on the way, and may replace the error.
--! close_in_error.lua:14: stop
--! stack traceback:
--! 	[C]: in function 'error'
--! 	close_in_error.lua:14: in local 'f'
--! 	close_in_error.lua:16: in main chunk
--! 	[C]: in ?
local function res(name)
  return setmetatable({}, {__close = function(_, e) print("close " .. name, type(e)) end})
end
local a <close> = res "a"
local function f()
  local b <close> = res "b"
  error("stop")
end
f()  --> close b	string
  --> close a	string
