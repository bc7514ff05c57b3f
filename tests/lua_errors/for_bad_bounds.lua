-- A for loop with a wrong limit.
--! for_bad_bounds.lua:7: bad 'for' limit (number expected, got table)
--! stack traceback:
--! 	for_bad_bounds.lua:7: in main chunk
--! 	[C]: in ?
local n = "ten"
for i = 1, {} do
  print(i)
end
