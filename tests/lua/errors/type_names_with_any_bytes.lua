-- Messages have the bytes of names and options that are no UTF-8.
local function shown(_, message)
  return (message:gsub("[\x80-\xff]", function(c) return ("\\%d"):format(c:byte()) end))
end
local named = setmetatable({}, {__name = "\xff\xf4\x8f\xbe\x80"})
print(shown(pcall(string.rep, named)))  --> bad argument #1 to 'string.rep' (string expected, got \255\244\143\190\128)
print(shown(pcall(function() return named < 1 end)))  --> type_names_with_any_bytes.lua:7: attempt to compare \255\244\143\190\128 with number
print(shown(pcall(function() return named + 1 end)))  --> type_names_with_any_bytes.lua:8: attempt to perform arithmetic on a \255\244\143\190\128 value (upvalue 'named')
print(shown(pcall(function() for i = 1, named do end end)))  --> type_names_with_any_bytes.lua:9: bad 'for' limit (number expected, got \255\244\143\190\128)
print(shown(pcall(collectgarbage, "\xfd")))  --> bad argument #1 to 'collectgarbage' (invalid option '\253')
print(shown(pcall(string.format, "%\xfd", 1)))  --> invalid conversion '%\253' to 'format'
print(shown(true, tostring(named):gsub(":.*", "")))  --> \255\244\143\190\128
