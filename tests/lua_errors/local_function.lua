-- Local functions are named as upvalues or locals.
--! local_function.lua:10: attempt to index a nil value (local 't')
--! stack traceback:
--! 	local_function.lua:10: in upvalue 'inner'
--! 	local_function.lua:13: in local 'outer'
--! 	local_function.lua:16: in main chunk
--! 	[C]: in ?
local function inner()
  local t
  return t.x
end
local function outer()
  inner()
  return 1
end
outer()
