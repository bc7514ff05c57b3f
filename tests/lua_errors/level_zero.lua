-- Level 0 adds no position.
--! no position
--! stack traceback:
--! 	[C]: in function 'error'
--! 	level_zero.lua:7: in main chunk
--! 	[C]: in ?
error("no position", 0)
