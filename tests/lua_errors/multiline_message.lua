-- A message of several lines is printed as it is.
--! multiline_message.lua:9: first
--! second
--! 	third
--! stack traceback:
--! 	[C]: in function 'error'
--! 	multiline_message.lua:9: in main chunk
--! 	[C]: in ?
error("first\nsecond\n\tthird")
