local list = {1, 2, 3, n = 3, [10] = "x", ["key"] = true, (function() return 4, 5 end)()}
local object = setmetatable({}, {
  __index = function(t, k) return k end, __newindex = function(t, k, v) rawset(t, k, v) end,
  __call = function(self, a) return a end, __len = function() return 3 end, __concat = function(a, b) return "c" end,
  __eq = function() return true end, __lt = function() return true end, __le = function() return false end,
  __unm = function() return 1 end, __add = function() return 2 end,
})
list.key = nil
list[1], list[2] = list[2], list[1]
list[#list + 1] = object.missing
object.new, object[1] = 1, 2
global = list
global.n = global.n + 1
return object(5), #object, object .. "x", object == setmetatable({}, getmetatable(object)), object < 1, object <= 1,
  -object, object + 1, global.n, list[10], _ENV.global == global
