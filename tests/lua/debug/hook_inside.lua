-- What a hook sees, and that it is not called for itself.
local log = {}
local function add(...) log[#log + 1] = table.concat({...}, " ") end
local function show() local text = table.concat(log, "; ") log = {} return text end
local function interrupted(x)
  local y = x
  return y
end
-- levels
debug.sethook(function(event, line)
  local this, below = debug.getinfo(1, "nSl"), debug.getinfo(2, "nSl")
  if below.name == "interrupted" then
    add(event, this.namewhat, tostring(this.name), below.namewhat, below.currentline - below.linedefined)
  end
end, "crl")
interrupted(1)
debug.sethook()
print(show())  --> call hook ? local 1; line hook ? local 1; line hook ? local 2; return hook ? local 2
-- traceback
debug.sethook(function() debug.sethook() add(debug.traceback("hook", 1)) end, "c")
interrupted(1)
print((show():gsub("\n[^\n]*in %?$", "")))  --> hook
  --> stack traceback:
  --> 	hook_inside.lua:20: in hook '?'
  --> 	hook_inside.lua:6: in local 'interrupted'
  --> 	hook_inside.lua:21: in main chunk
-- functions that the hook calls do not call it
local depth, most = 0, 0
debug.sethook(function()
  depth = depth + 1
  most = math.max(most, depth)
  interrupted(interrupted(1))
  pcall(error)
  coroutine.wrap(function() interrupted(2) end)()
  depth = depth - 1
end, "crl")
interrupted(1)
debug.sethook()
print(depth, most)  --> 0	1
-- another hook takes over at once
debug.sethook(function(event)
  add("first", event)
  debug.sethook(function(event, line)
    add("second", event)
    debug.sethook()
  end, "l")
end, "c")
interrupted(1)
print(show())  --> first call; second line
-- removed by itself
debug.sethook(function(event) add(event) debug.sethook() end, "l")
interrupted(1)
interrupted(1)
print(show())  --> line
-- a host function as hook
debug.sethook(print, "", 2^24 - 1)
interrupted(1)
debug.sethook()
-- set in one function, seen in the one that called it
local function set(mask) debug.sethook(function(event) add(event, tostring(debug.getinfo(2, "n").name)) end, mask) end
set("r")
debug.sethook()
print(show())  --> return sethook; return set
-- no yields
local co = coroutine.create(function()
  debug.sethook(function() debug.sethook() add(tostring(coroutine.isyieldable())) coroutine.yield() end, "l")
  local x = 1
end)
local _, message = coroutine.resume(co)
print(show(), message)  --> false	attempt to yield across a C-call boundary
debug.sethook(function() debug.sethook() add(select(2, pcall(coroutine.yield))) end, "l")
local x = 1
print(show())  --> attempt to yield from outside a coroutine
