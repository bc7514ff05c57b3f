-- A strict mode as programs write it.
local declared = {}
setmetatable(_G, {
  __newindex = function(t, k, v)
    if not declared[k] then error("assignment to undeclared variable '" .. k .. "'", 2) end
    rawset(t, k, v)
  end,
  __index = function(_, k)
    if not declared[k] then error("undeclared variable '" .. k .. "'", 2) end
  end,
})
print(pcall(function() a = 1 end))  --> false	strict_globals.lua:12: assignment to undeclared variable 'a'
print(pcall(function() return b end))  --> false	strict_globals.lua:13: undeclared variable 'b'
declared.a = true
a = 5
print(a)  --> 5
declared.c = true
print(c)  --> nil
