-- Hooks and to-be-closed variables, errors, finalizers.
local trace = {}
local function show() local text = table.concat(trace, ", ") trace = {} return text end
local function hook(event, line) trace[#trace + 1] = event .. " " .. tostring(debug.getinfo(2, "n").name) end
local function closing(f) return setmetatable({}, {__close = f}) end
local function returns(...)
  local x <close> = closing(function() trace[#trace + 1] = "x" end)
  local y <close> = closing(function() debug.sethook(hook, "r") end)
  return ...
end
local list = {returns(10, 20, 30)}
debug.sethook()
print(show(), table.unpack(list))  --> return sethook, return close, x, return close, return returns	10	20	30
local function many()
  local a <close> = closing(function() end)
  local b <close> = closing(function() end)
  local c <close> = closing(rawlen)
  return 1, 2
end
debug.sethook(hook, "crl")
local r = {many()}
debug.sethook()
print(show(), table.unpack(r))  --> return sethook, line nil, call many, line many, call closing, line closing, call setmetatable, return setmetatable, return closing, line many, call closing, line closing, call setmetatable, return setmetatable, return closing, line many, call closing, line closing, call setmetatable, return setmetatable, return closing, line many, call close, return close, call close, line close, return close, call close, line close, return close, return many, line nil, call sethook	1	2
local function lines()
  do
    local a <close> = closing(function() end)
    local b <close> = closing(function() end)
  end
  for i = 1, 1 do
    local a <close> = closing(math.abs)
    break
  end
end
local seen = {}
debug.sethook(function(event, line)
  if debug.getinfo(2, "f").func == lines then seen[#seen + 1] = line end
end, "l")
pcall(lines)
debug.sethook()
print(table.concat(seen, " "))  --> 26 27 29 30 31 32
-- a function that fails does not return
local function fails() error("oops") end
debug.sethook(hook, "r")
pcall(fails)
debug.sethook()
print(show())  --> return sethook, return pcall
-- finalizers run without hooks
debug.sethook(hook, "c")
do
  local called
  setmetatable({}, {__gc = function() called = true end})
  collectgarbage()
  debug.sethook()
  print(show(), called)  --> call setmetatable, call collectgarbage, call sethook	true
end
-- hooks of functions without line information
local stripped = load(string.dump(function()
  local a = 1
  local b = 2
  return b
end, true))
if stripped then
  local events = {}
  debug.sethook(function(event, line) events[#events + 1] = event .. " " .. tostring(line) end, "l")
  stripped()
  debug.sethook()
  print(events[1])  --> line 65
end
