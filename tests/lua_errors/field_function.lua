-- Functions in fields.
--! field_function.lua:10: attempt to index a nil value (field 'y')
--! stack traceback:
--! 	field_function.lua:10: in field 'run'
--! 	field_function.lua:13: in field 'start'
--! 	field_function.lua:15: in main chunk
--! 	[C]: in ?
local lib = {sub = {}}
function lib.sub.run(x)
  return x.y.z
end
function lib.start()
  lib.sub.run({})
end
lib.start()
