-- An error in a finalizer is a warning; the program goes on.
local log = {}
local function garbage(f) setmetatable({}, {__gc = f}) end
garbage(function() log[#log + 1] = "before"; error("in finalizer", 0) end)
print(pcall(collectgarbage))  --> true	0
garbage(function() log[#log + 1] = "next" end)
collectgarbage()
print(table.concat(log, " "))  --> before next
-- a finalizer's locals, closures and calls are ordinary
garbage(function()
  local ok, message = pcall(error, "caught", 0)
  log[#log + 1] = message
  local t = {}
  for i = 1, 100 do t[i] = {i} end
  log[#log + 1] = #t
end)
collectgarbage()
print(log[3], log[4])  --> caught	100
-- a finalizer may not yield, but may use coroutines
garbage(function() log[#log + 1] = coroutine.wrap(function() coroutine.yield "co" end)() end)
collectgarbage()
print(log[5])  --> co
