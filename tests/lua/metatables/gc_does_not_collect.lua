-- While a finalizer runs, the collector can not be used.
local function in_finalizer(...)
  local results
  local arguments = table.pack(...)
  setmetatable({}, {__gc = function()
    results = table.pack(pcall(collectgarbage, table.unpack(arguments, 1, arguments.n)))
  end})
  collectgarbage()
  print(table.unpack(results, 1, results.n))
end
in_finalizer()                    --> true	nil
in_finalizer("collect")           --> true	nil
in_finalizer("count")             --> true	nil
in_finalizer("step", 1)           --> true	nil
in_finalizer("isrunning")         --> true	nil
in_finalizer("generational")      --> true	nil
in_finalizer("setpause", 100)     --> true	nil
in_finalizer("stop")              --> true	nil
print(collectgarbage("isrunning"))  --> true
in_finalizer("unknown")  --> false	bad argument #1 to 'collectgarbage' (invalid option 'unknown')
-- in a coroutine of a finalizer, neither
local inside
setmetatable({}, {__gc = function() inside = coroutine.wrap(collectgarbage)() end})
collectgarbage()
print(inside, collectgarbage())  --> nil	0
