-- A function as error object.
--! (error object is a function value)
--! stack traceback:
--! 	[C]: in function 'error'
--! 	function_error.lua:7: in main chunk
--! 	[C]: in ?
error(print)
