-- nil as error object.
--! (error object is a nil value)
--! stack traceback:
--! 	[C]: in function 'error'
--! 	nil_error.lua:7: in main chunk
--! 	[C]: in ?
error()
