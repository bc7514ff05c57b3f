-- Each thread has a hook of its own.
local function tracer()
  local list = {}
  return function(event) list[#list + 1] = event .. ":" .. tostring(debug.getinfo(2, "n").name) end, list
end
local function show(list) return table.concat(list, " ") end
local co = coroutine.create(function(a)
  local b = coroutine.yield(a)
  coroutine.yield(b)
  return "end"
end)
local hook, list = tracer()
debug.sethook(co, hook, "cr")
repeat until not coroutine.resume(co, 1)
print(show(list))  --> call:nil call:yield return:yield call:yield return:yield return:nil
-- set while it is suspended
co = coroutine.create(function()
  coroutine.yield()
  coroutine.yield()
end)
coroutine.resume(co)
hook, list = tracer()
debug.sethook(co, hook, "crl")
coroutine.resume(co)
debug.sethook(co)
coroutine.resume(co)
print(show(list))  --> return:yield line:nil call:yield
-- of the resuming thread
hook, list = tracer()
co = coroutine.wrap(function() coroutine.yield() math.abs(1) end)
debug.sethook(hook, "cr")
co()
co()
debug.sethook()
print(show(list))  --> return:sethook call:co return:co call:co return:co call:sethook
-- set by a coroutine for the thread that resumed it
hook, list = tracer()
local main = coroutine.running()
local function resumed() coroutine.wrap(function() debug.sethook(main, hook, "cr") end)() end
resumed()
debug.sethook()
print(show(list))  --> return:nil return:resumed call:sethook
-- a new coroutine has none
debug.sethook(hook, "l")
local got = coroutine.wrap(function() return (debug.gethook()) end)()
debug.sethook()
print(got)  --> nil
-- host functions as bodies
hook, list = tracer()
co = coroutine.create(math.abs)
debug.sethook(co, hook, "cr")
print(coroutine.resume(co, -1))  --> true	1
print(show(list))  --> call:nil return:nil
-- errors
hook, list = tracer()
co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() end}) error("oops", 0) end)
debug.sethook(co, hook, "cr")
print(coroutine.resume(co))  --> false	oops
print(show(list))  --> call:nil call:setmetatable return:setmetatable call:error
print(coroutine.close(co))  --> false	oops
print(show(list))  --> call:nil call:setmetatable return:setmetatable call:error call:nil return:nil
