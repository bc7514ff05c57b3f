-- Registers without a name, and values of host functions, have generic names.
local t = setmetatable({}, {__add = function()
  local name = debug.getlocal(2, 2)
  return name
end})
print((t + 1))  --> (temporary)
print(debug.getlocal(0, 1))  --> (C temporary)	0
print(debug.getlocal(0, 2))  --> (C temporary)	2
print(debug.getlocal(0, 3))  --> nil
print(debug.getlocal(0, 0))  --> nil
