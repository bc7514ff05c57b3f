-- The limit is not the same everywhere, the message is.
--! stack_overflow.lua:11: stack overflow
--! stack traceback:
--! 	stack_overflow.lua:11: in upvalue 'forever'
--! 	stack_overflow.lua:11: in upvalue 'forever'
--! ...
--! 	stack_overflow.lua:11: in local 'forever'
--! 	stack_overflow.lua:13: in main chunk
--! 	[C]: in ?
local function forever(n)
  return 1 + forever(n + 1)
end
forever(1)
