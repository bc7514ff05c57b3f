-- An error object without __tostring: a placeholder with a traceback.
--! (error object is a table value)
--! stack traceback:
--! 	[C]: in function 'error'
--! 	table_without_tostring.lua:7: in main chunk
--! 	[C]: in ?
error({code = 7})
