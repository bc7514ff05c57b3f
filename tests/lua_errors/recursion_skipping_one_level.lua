-- One more level than is shown whole.
--! recursion_skipping_one_level.lua:27: bottom
--! stack traceback:
--! 	[C]: in function 'error'
--! 	recursion_skipping_one_level.lua:27: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	...	(skipping 1 levels)
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in upvalue 'down'
--! 	recursion_skipping_one_level.lua:28: in local 'down'
--! 	recursion_skipping_one_level.lua:31: in main chunk
--! 	[C]: in ?
local function down(n)
  if n == 0 then error("bottom") end
  down(n - 1)
  return n
end
down(19)
