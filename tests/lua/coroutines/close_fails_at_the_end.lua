-- The last instruction of the function closes the variable, and fails.
local failing = setmetatable({}, {__close = error})
local co = coroutine.create(function() local x <close> = failing end)
print(coroutine.resume(co) == false) --> true
collectgarbage()
print(coroutine.status(co)) --> dead
print(coroutine.close(co) == false) --> true
print(xpcall(function() local x <close> = failing end, function(e) return type(e) end)) --> false	table
