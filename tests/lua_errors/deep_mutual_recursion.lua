-- Skipped levels between two functions and tail calls.
--! deep_mutual_recursion.lua:28: attempt to perform arithmetic on a nil value
--! stack traceback:
--! 	deep_mutual_recursion.lua:28: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	...	(skipping 21 levels)
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in upvalue 'even'
--! 	deep_mutual_recursion.lua:33: in upvalue 'odd'
--! 	deep_mutual_recursion.lua:29: in local 'even'
--! 	deep_mutual_recursion.lua:36: in main chunk
--! 	[C]: in ?
local odd
local function even(n)
  if n == 0 then return nil + 1 end
  local r = odd(n - 1)
  return r
end
function odd(n)
  local r = even(n - 1)
  return (r)
end
even(40)
