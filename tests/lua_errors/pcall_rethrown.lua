-- A caught message raised again keeps its text when the level is 0.
--! pcall_rethrown.lua:9: attempt to index a nil value (field 'a')
--! stack traceback:
--! 	[C]: in function 'error'
--! 	pcall_rethrown.lua:12: in main chunk
--! 	[C]: in ?
local ok, message = pcall(function()
  local t = {}
  t.a.b = 1
end)
print(ok)  --> false
error(message, 0)
