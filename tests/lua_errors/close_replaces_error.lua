-- An error in __close replaces the first one.
--! close_replaces_error.lua:4: second
--! ...
local x <close> = setmetatable({}, {__close = function() error("second") end})
error("first")
