-- heavy: not in gc-stress (every collection would mark a full stack)
-- The limit is not the same everywhere, the message is.
--! stack_overflow.lua:12: stack overflow
--! stack traceback:
--! 	stack_overflow.lua:12: in upvalue 'forever'
--! 	stack_overflow.lua:12: in upvalue 'forever'
--! ...
--! 	stack_overflow.lua:12: in local 'forever'
--! 	stack_overflow.lua:14: in main chunk
--! 	[C]: in ?
local function forever(n)
  return 1 + forever(n + 1)
end
forever(1)
