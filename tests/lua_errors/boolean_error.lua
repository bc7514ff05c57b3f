-- A boolean as error object.
--! (error object is a boolean value)
--! stack traceback:
--! 	[C]: in function 'error'
--! 	boolean_error.lua:7: in main chunk
--! 	[C]: in ?
error(false)
