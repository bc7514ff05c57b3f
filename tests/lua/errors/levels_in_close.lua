-- What closes variables while an error passes by is no level of the stack.
local function at(level)
  return select(2, pcall(function()
    local c <close> = setmetatable({}, {__close = function() error("E", level) end})
    error("first")
  end))
end
print(at(0))  --> E
print(at(1))  --> levels_in_close.lua:4: E
print(at(2))  --> E
print(at(3))  --> levels_in_close.lua:3: E
print(at(4))  --> levels_in_close.lua:12: E
print(at(5))  --> E
print(at(50))  --> E
