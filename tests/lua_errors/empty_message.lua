-- An empty message.
--!
--! stack traceback:
--! 	[C]: in function 'error'
--! 	empty_message.lua:7: in main chunk
--! 	[C]: in ?
error("", 0)
