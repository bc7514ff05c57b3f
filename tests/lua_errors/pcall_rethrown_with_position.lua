-- error adds a position to whatever string it gets.
--! pcall_rethrown_with_position.lua:11: outside: pcall_rethrown_with_position.lua:8: inside
--! stack traceback:
--! 	[C]: in function 'error'
--! 	pcall_rethrown_with_position.lua:11: in local 'guard'
--! 	pcall_rethrown_with_position.lua:13: in main chunk
--! 	[C]: in ?
local function risky() error("inside") end
local function guard()
  local ok, message = pcall(risky)
  if not ok then error("outside: " .. message) end
end
guard()
