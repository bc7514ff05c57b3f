-- The line is that of the operation, not of the statement.
--! statement_over_lines.lua:12: attempt to perform arithmetic on a nil value (field 'c')
--! stack traceback:
--! 	statement_over_lines.lua:12: in main chunk
--! 	[C]: in ?
local t = {
  a = 1,
  b = 2,
}
local s = t.a
  + t.b
  + t.c
  + 4
