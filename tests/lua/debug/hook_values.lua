-- Values that functions are given and return, and other variables, seen by hooks.
local seen
local function values()
  local info, list = debug.getinfo(2, "r"), {}
  for i = info.ftransfer, info.ftransfer + info.ntransfer - 1 do
    list[#list + 1] = tostring(select(2, debug.getlocal(2, i)))
  end
  return info.ntransfer .. "(" .. table.concat(list, ",") .. ")"
end
local function trace(mask, f, ...)
  seen = {}
  debug.sethook(function(event) seen[#seen + 1] = event .. values() end, mask)
  f(...)
  debug.sethook()
  return table.concat(seen, " ", mask:find("r") and 2 or 1, #seen - (mask:find("c") and 1 or 0))
end
local function some(a, b, ...) return b, a, ... end
local function none() end
print(trace("c", some, 1, 2, 3))  --> call0()
print(trace("r", some, 1, 2, 3))  --> return0()
print(trace("cr", none, 1))  --> call0() return0()
print(trace("cr", math.max, 1, 3, 2))  --> call0() return0()
print(trace("cr", select, 2, "a", "b", "c"))  --> call0() return0()
print(trace("cr", select, -1, table.unpack({}, 1, 100)))  --> call0() return0()
print(trace("cr", function() return some(1, none()) end))  --> call0() call0() return0() tail call0() return0()
print(trace("cr", pcall, error, "x"))  --> call0() call0() return0()
print(debug.getinfo(1, "r").ftransfer, debug.getinfo(1, "r").ntransfer)  --> 0	0
print(debug.getinfo(some, "r").ftransfer)  --> 0
-- parameters can be changed before a function runs, results when it is done
debug.sethook(function(event)
  if debug.getinfo(2, "f").func == some then
    if event == "call" then debug.setlocal(2, 1, "changed") end
    if event == "return" then
      local info = debug.getinfo(2, "r")
      debug.setlocal(2, info.ftransfer, "new result")
    end
  end
end, "cr")
local list = {some(1, 2, 3)}
debug.sethook()
print(table.unpack(list))  --> new result	changed	3
-- captured variables
local function captured(a) local b = a; return function() a = a + 1; b = b + a; return a, b end end
debug.sethook(function(event)
  if debug.getinfo(2, "f").func == captured then debug.setlocal(2, 1, 10) end
end, "c")
local f = captured(1)
debug.sethook()
print(f())  --> 11	21
-- locals as lines go by
local names = {}
local function body(p)
  local q = 1
  do
    local r = 2
    r = 3
  end
  return p
end
debug.sethook(function(event, line)
  if debug.getinfo(2, "f").func ~= body then return end
  local here, i = {}, 1
  while true do
    local name, value = debug.getlocal(2, i)
    if not name or name:find("%(") then break end
    here[i] = name .. "=" .. tostring(value)
    i = i + 1
  end
  names[#names + 1] = table.concat(here, " ")
end, "l")
body(0)
debug.sethook()
print(table.concat(names, " | "))  --> p=0 | p=0 q=1 | p=0 q=1 r=2 | p=0 q=1
