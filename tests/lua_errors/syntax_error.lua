-- The main file does not compile.
--! syntax_error.lua:7: unexpected symbol near '='
local x = 1
if x == 1 then
  print "never"
else
  x = = 2
end
