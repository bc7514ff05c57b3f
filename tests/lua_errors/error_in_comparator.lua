-- An error that a library function passes on is handled once, where it was raised.
print(xpcall(function()
  table.sort({ 3, 2, 1 }, function() error("x", 0) end)
end, function(message)
  print("handler", message)
  return message .. "!"
end))
--> handler	x
--> false	x!
table.sort({ 3, 2, 1 }, function() error("x", 0) end)
--! x
--! stack traceback:
--! 	[C]: in function 'error'
--! 	error_in_comparator.lua:10: in function <error_in_comparator.lua:10>
--! 	[C]: in function 'table.sort'
--! 	error_in_comparator.lua:10: in main chunk
--! 	[C]: in ?
