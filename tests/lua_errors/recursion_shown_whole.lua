-- The longest stack whose levels are all shown.
--! recursion_shown_whole.lua:27: bottom
--! stack traceback:
--! 	[C]: in function 'error'
--! 	recursion_shown_whole.lua:27: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in upvalue 'down'
--! 	recursion_shown_whole.lua:28: in local 'down'
--! 	recursion_shown_whole.lua:31: in main chunk
--! 	[C]: in ?
local function down(n)
  if n == 0 then error("bottom") end
  down(n - 1)
  return n
end
down(18)
