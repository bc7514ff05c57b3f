-- Calls of fields and methods that do not exist.
--! call_chained_field.lua:7: attempt to call a nil value (method 'missing')
--! stack traceback:
--! 	call_chained_field.lua:7: in main chunk
--! 	[C]: in ?
local o = {child = {}}
o.child:missing(1)
