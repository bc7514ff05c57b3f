-- Level 2 blames the caller.
--! level_two.lua:15: number expected
--! stack traceback:
--! 	[C]: in function 'error'
--! 	level_two.lua:10: in local 'check'
--! 	level_two.lua:15: in main chunk
--! 	[C]: in ?
local function check(x)
  if type(x) ~= "number" then
    error("number expected", 2)
  end
  return x
end
check(1)
check("one")
