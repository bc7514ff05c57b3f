-- Functions without a name are described by where they are defined.
--! anonymous_functions.lua:11: attempt to call a nil value (local 'a')
--! stack traceback:
--! 	anonymous_functions.lua:11: in function <anonymous_functions.lua:9>
--! 	anonymous_functions.lua:12: in function <anonymous_functions.lua:8>
--! 	anonymous_functions.lua:13: in main chunk
--! 	[C]: in ?
(function()
  (function(...)
    local a <const> = ...
    a()
  end)(nil)
end)()
