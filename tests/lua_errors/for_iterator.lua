-- The iterator of a for loop has a name of its own.
--! for_iterator.lua:9: iterator failed
--! stack traceback:
--! 	[C]: in function 'error'
--! 	for_iterator.lua:9: in for iterator 'for iterator'
--! 	for_iterator.lua:12: in main chunk
--! 	[C]: in ?
local function iterator(state, i)
  if i == 3 then error("iterator failed") end
  return i + 1
end
for i in iterator, nil, 0 do
  print(i)  --> 1
    --> 2
    --> 3
end
