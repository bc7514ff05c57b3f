-- Natives found in loaded modules are named by module and field.
--! native_in_field.lua:9: wrong number of arguments to 'insert'
--! stack traceback:
--! 	[C]: in function 'table.insert'
--! 	native_in_field.lua:9: in local 'f'
--! 	native_in_field.lua:11: in main chunk
--! 	[C]: in ?
local function f(t)
  table.insert(t, 1, 2, 3)
end
f({})
