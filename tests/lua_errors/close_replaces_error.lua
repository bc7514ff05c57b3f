-- An error in __close replaces the first one.
--! close_replaces_error.lua:7: second
--! stack traceback:
--! 	[C]: in function 'error'
--! 	close_replaces_error.lua:7: in function <close_replaces_error.lua:7>
--! 	[C]: in ?
local x <close> = setmetatable({}, {__close = function() error("second") end})
error("first")
