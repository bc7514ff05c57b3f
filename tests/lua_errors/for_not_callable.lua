-- A for loop over a table.
--! for_not_callable.lua:6: attempt to call a table value (for iterator 'for iterator')
--! stack traceback:
--! 	for_not_callable.lua:6: in main chunk
--! 	[C]: in ?
for k, v in {1, 2, 3} do
  print(k, v)
end
