-- Varargs of the main chunk, and an error in a vararg function.
--! main_chunk_varargs.lua:9: attempt to perform arithmetic on a table value
--! stack traceback:
--! 	main_chunk_varargs.lua:9: in local 'sum'
--! 	main_chunk_varargs.lua:13: in main chunk
--! 	[C]: in ?
local function sum(...)
  local n = 0
  for i = 1, select("#", ...) do n = n + select(i, ...) end
  return n
end
print(..., sum(1, 2, 3))  --> nil	6
print(sum(1, {}, 3))
