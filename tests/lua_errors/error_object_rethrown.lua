-- An object keeps its identity and its __tostring.
--! the object
local E = setmetatable({}, {__tostring = function() return "the object" end})
local ok, e = pcall(error, E)
print(rawequal(e, E))  --> true
error(e)
