-- A number as error object is its own message, without a position.
--! 42
--! stack traceback:
--! 	[C]: in function 'error'
--! 	number_message.lua:7: in main chunk
--! 	[C]: in ?
error(42)
