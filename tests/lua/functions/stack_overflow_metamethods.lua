-- heavy: not in gc-stress (every collection would mark a full stack)
-- Recursion through metamethods and callbacks of natives is limited as well.
local function check(f, ...)
  local ok, message = pcall(f, ...)
  print(ok, type(message) == "string" and message:find("overflow", 1, true) ~= nil)
end
local t = setmetatable({}, {})
local mt = getmetatable(t)
mt.__index = function(o, k) return o[k .. ""] end
check(function() return t.x end)  --> false	true
mt.__add = function(a, b) return 1 + (a + b) end
check(function() return t + 1 end)  --> false	true
mt.__concat = function(a, b) return "x" .. (a .. b) end
check(function() return t .. 1 end)  --> false	true
mt.__tostring = function(o) return "x" .. tostring(o) end
check(tostring, t)  --> false	true
mt.__call = function(o) return 1 + o() end
check(t)  --> false	true
mt.__lt = function(a, b) return not (a < b) end
check(function() return t < t end)  --> false	true
mt.__len = function(o) return 1 + #o end
check(function() return #t end)  --> false	true
local function nested() return 1 + select(2, pcall(nested)) end
print(pcall(nested) ~= nil)  --> true
