-- The line of a call is that of its function, also with arguments below it.
--! call_over_lines.lua:8: attempt to perform arithmetic on a nil value (field 'y')
--! stack traceback:
--! 	call_over_lines.lua:8: in local 'f'
--! 	call_over_lines.lua:11: in main chunk
--! 	[C]: in ?
local function f(a, b)
  return a.x +
    b.y
end
f({x = 1},
  {},
  3)
