-- __tostring makes the message; there is no traceback.
--! code 7
error(setmetatable({code = 7}, {__tostring = function(e) return "code " .. e.code end}))
