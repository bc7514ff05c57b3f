-- A loaded chunk appears under its chunk name.
--! input:3: attempt to index a nil value (field 'b')
--! stack traceback:
--! 	input:3: in upvalue 'chunk'
--! 	load_chunk.lua:9: in local 'call'
--! 	load_chunk.lua:10: in main chunk
--! 	[C]: in ?
local chunk = load("local a = ...\n\nreturn a.b.c", "=input")
local function call() return (chunk({})) end
call()
