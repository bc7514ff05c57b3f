-- assert raises any object.
--! asserted object
assert(false, setmetatable({}, {__tostring = function() return "asserted object" end}))
