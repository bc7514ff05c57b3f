-- The comparator is called by sort, a C function.
--! sort_comparator.lua:10: attempt to index a number value (local 'a')
--! stack traceback:
--! 	sort_comparator.lua:10: in function <sort_comparator.lua:9>
--! 	[C]: in function 'table.sort'
--! 	sort_comparator.lua:9: in main chunk
--! 	[C]: in ?
local t = {3, 1, 2}
table.sort(t, function(a, b)
  return a.x < b.x
end)
