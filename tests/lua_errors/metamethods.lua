-- Metamethods are named by their event.
--! metamethods.lua:14: no field value
--! stack traceback:
--! 	[C]: in function 'error'
--! 	metamethods.lua:14: in metamethod 'index'
--! 	metamethods.lua:11: in metamethod 'add'
--! 	metamethods.lua:17: in main chunk
--! 	[C]: in ?
local mt = {}
mt.__add = function(a, b)
  return a.value + b.value
end
mt.__index = function(t, k)
  error("no field " .. k)
end
local v = setmetatable({}, mt)
local r = v + v
