-- Errors in the handler go to the handler again, until it succeeds or the limit is reached.
local n = 0
print(xpcall(error, function(m)  --> false	again 3 stopped
  n = n + 1
  if n < 4 then error("again " .. n, 0) end
  return m .. " stopped"
end, "first", 0))
local ok, m = xpcall(error, function(m) error(m, 0) end, "endless", 0)
print(ok, type(m))  --> false	string
ok, m = xpcall(error, function(m) return nil + 1 end, "arithmetic", 0)
print(ok, type(m))  --> false	string
-- the program goes on
print(xpcall(function() return "fine" end, print))  --> true	fine
print(pcall(function() return xpcall(error, function() return "ok" end) end))  --> true	false	ok
