-- A label is missing.
--! syntax_error_goto.lua:6: no visible label 'nowhere' for <goto> at line 4
do
  goto nowhere
end
