-- A runtime error in the main chunk.
--! main_chunk_arithmetic.lua:9: attempt to perform arithmetic on a table value (local 'b')
--! stack traceback:
--! 	main_chunk_arithmetic.lua:9: in main chunk
--! 	[C]: in ?
local a = 1
local b = {}
print("start")  --> start
print(a + b)
