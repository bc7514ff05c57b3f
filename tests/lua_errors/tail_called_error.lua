-- error itself called in tail position.
--! tail_called_error.lua:9: tail
--! stack traceback:
--! 	[C]: in function 'error'
--! 	tail_called_error.lua:9: in local 'f'
--! 	tail_called_error.lua:11: in main chunk
--! 	[C]: in ?
local function f()
  return error("tail")
end
f()
