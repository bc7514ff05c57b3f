-- A chunk named by its source.
--! [string "error 'inside'..."]:1: inside
--! stack traceback:
--! 	[C]: in function 'error'
--! 	[string "error 'inside'..."]:1: in main chunk
--! 	load_string_chunk_name.lua:8: in main chunk
--! 	[C]: in ?
load("error 'inside'\n-- second line")()
