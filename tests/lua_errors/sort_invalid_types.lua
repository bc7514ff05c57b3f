-- sort compares by itself.
--! attempt to compare string with number
--! stack traceback:
--! 	[C]: in function 'table.sort'
--! 	sort_invalid_types.lua:7: in main chunk
--! 	[C]: in ?
table.sort({3, "x", 2})
