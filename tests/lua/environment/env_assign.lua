-- Assigning to _ENV changes the globals of the chunk.
local G = _ENV
local function get() return name end
name = "first"
G.print(get())  --> first
_ENV = {name = "second"}
G.print(get(), name)  --> second	second
_ENV = G
print(get())  --> first
-- an environment with metamethods
local log = {}
do
  local print, concat = print, table.concat
  local _ENV = setmetatable({}, {
    __index = function(_, k) log[#log + 1] = "get " .. k; return k end,
    __newindex = function(_, k, v) log[#log + 1] = "set " .. k end,
  })
  a = b
  c = c
  print(concat(log, ", "))  --> get b, set a, get c, set c
end
-- _ENV nil
local ok, message = pcall(function() local _ENV = nil; return x end)
print(ok, message)  --> false	env_assign.lua:23: attempt to index a nil value (local '_ENV')
print(pcall(function() local _ENV = 5; x = 1 end))  --> false	env_assign.lua:25: attempt to index a number value (local '_ENV')
print(pcall(function() local _ENV = {}; print(1) end))  --> false	env_assign.lua:26: attempt to call a nil value (global 'print')
