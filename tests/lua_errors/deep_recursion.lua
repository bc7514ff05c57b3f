-- More than 21 levels: the middle is skipped.
--! deep_recursion.lua:27: bottom
--! stack traceback:
--! 	[C]: in function 'error'
--! 	deep_recursion.lua:27: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	...	(skipping 12 levels)
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in upvalue 'down'
--! 	deep_recursion.lua:28: in local 'down'
--! 	deep_recursion.lua:31: in main chunk
--! 	[C]: in ?
local function down(n)
  if n == 0 then error("bottom") end
  down(n - 1)
  return n
end
down(30)
