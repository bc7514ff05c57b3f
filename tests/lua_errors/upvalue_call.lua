-- A call of an upvalue that is not a function.
--! upvalue_call.lua:8: attempt to call a number value (upvalue 'callback')
--! stack traceback:
--! 	upvalue_call.lua:8: in local 'notify'
--! 	upvalue_call.lua:9: in main chunk
--! 	[C]: in ?
local callback = 12
local function notify() callback("x") end
notify()
