-- Errors in hooks are errors of the function that they interrupt.
local function once(message, level) return function() debug.sethook() error(message, level) end end
local function try(mask, hook, f, ...)
  local function run(...) debug.sethook(hook, mask) return f(...) end
  return pcall(run, ...)
end
local function body()
  local x = 1
  return x
end
print(try("l", once "in the hook", body))  --> false	hook_errors.lua:2: in the hook
print(try("c", once "in the hook", body))  --> false	hook_errors.lua:2: in the hook
print(try("r", once "in the hook", body))  --> false	hook_errors.lua:2: in the hook
print(try("c", once "in the hook", math.abs, 1))  --> false	hook_errors.lua:2: in the hook
print(try("r", once "in the hook", math.abs, 1))  --> false	hook_errors.lua:2: in the hook
print(try("l", once("of the line", 2), body))  --> false	hook_errors.lua:8: of the line
print(try("", once("value", 0), body))  --> true	1
print(select("#", try("l", once(nil), body)))  --> 2
debug.sethook()
-- the hook is on again after its error
local calls = 0
local function fail_in_body()
  if debug.getinfo(2, "f").func == body then
    calls = calls + 1
    error("x", 0)
  end
end
debug.sethook(fail_in_body, "l")
local first, second = pcall(body), pcall(body)
debug.sethook()
print(first, second, calls)  --> false	false	2
-- message handlers see the frames of both
local function interrupted()
  debug.sethook(once "in the hook", "l")
  local x = 1
end
print((select(2, xpcall(interrupted, debug.traceback)):gsub("\n[^\n]*%[C%]: in %?$", "")))  --> hook_errors.lua:2: in the hook
  --> stack traceback:
  --> 	[C]: in function 'error'
  --> 	hook_errors.lua:2: in hook '?'
  --> 	hook_errors.lua:35: in function <hook_errors.lua:33>
  --> 	[C]: in function 'xpcall'
  --> 	hook_errors.lua:37: in main chunk
-- to-be-closed variables are closed
local closed
print(pcall(function()  --> false	hook_errors.lua:2: in the hook
  local c <close> = setmetatable({}, {__close = function(_, e) closed = e end})
  debug.sethook(once "in the hook", "l")
  local x = 1
end))
print(closed)  --> hook_errors.lua:2: in the hook
-- bad arguments
print(pcall(debug.sethook, 1, "l"))  --> false	bad argument #1 to 'debug.sethook' (function expected, got number)
print(pcall(debug.sethook, print))  --> false	bad argument #2 to 'debug.sethook' (string expected, got no value)
print(pcall(debug.sethook, print, {}))  --> false	bad argument #2 to 'debug.sethook' (string expected, got table)
print(pcall(debug.sethook, print, "l", "x"))  --> false	bad argument #3 to 'debug.sethook' (number expected, got string)
