-- When a line counts as new.
local function trace(source)
  local chunk, lines = assert(load(source, "=chunk")), {}
  debug.sethook(function(event, line)
    if debug.getinfo(2, "S").short_src == "chunk" then lines[#lines + 1] = line end
  end, "l")
  chunk(1, 2, 3)
  debug.sethook()
  return table.concat(lines, " ")
end
print(trace "local a = 1\nlocal b\n\nlocal c = a")  --> 1 2 4
print(trace "local a = 1; local b = 2")  --> 1
print(trace "do\n  return\nend")  --> 2
print(trace "if nil then\n  x = 1\nelse\n  x = 2\nend")  --> 1 4 5
-- each round of a loop counts, also within a line
print(trace "for i = 1, 3 do local x = i end")  --> 1 1 1
print(trace "for i = 1, 2 do\n  local x = i\nend")  --> 1 2 1 2 1 3
print(trace "for i = 1.0, 2.0 do\n  local x = i\nend")  --> 1 2 1 2 1 3
print(trace "for i = 2, 1 do\n  local x = i\nend")  --> 1 3
print(trace "for k, v in pairs {1, 2} do\n  local x = k\nend")  --> 1 2 1 2 1 3
print(trace "for k, v in next,\n {1, 2} do local x = k end")  --> 1 2 2 1 2 1 2
print(trace "local i = 2\nwhile i > 0 do\n  i = i - 1\nend")  --> 1 2 3 2 3 2 4
print(trace "local i = 2 while i > 0 do i = i - 1 end")  --> 1 1 1
print(trace "local i = 2\nrepeat\n  i = i - 1\nuntil i == 0")  --> 1 3 4 3 4
print(trace "while true do\n  if x then break end\n  x = true\nend\nx = nil")  --> 2 5
print(trace "::again::\nx = (x or 0) + 1\nif x < 3 then goto again end\nx = nil")  --> 2 3 2 3 2 3 4
-- functions
print(trace "local function f()\n  return 1\nend\nf()\nf() f()")  --> 3 4 2 5 2 2
print(trace "local function f(...)\n  return ...\nend\nlocal a,\n  b = f(1,\n  2)")  --> 3 5 6 5 2 6
print(trace "local function f(n)\n  if n == 0 then return end\n  return f(n - 1)\nend\nf(2)")  --> 4 5 2 3 2 3 2
print(trace "local function f(a, b)\n  return function() return a, b end\nend\nf()()")  --> 3 4 2 2
print(trace "for i = 1, 2 do\n  local f = function() return i end\n  f()\nend")  --> 1 2 3 2 1 2 3 2 1 4
print(trace "local a\n\nlocal f = function() return a end\n\nf()")  --> 1 3 5 3
-- expressions over several lines
print(trace "local t = {\n  1,\n  x = 2,\n  print\n}")  --> 1 2 3 5
print(trace "local a = 1 +\n  math.abs(\n    2\n  ) + 3")  --> 2 4 2 1 4
print(trace "local a = x or\n  y or\n  1")  --> 1 2 3
print(trace "local s = 'a' ..\n  'b' ..\n  ...")  --> 1 2 3
-- metamethods and closing
print(trace "local t = setmetatable({}, {__index = function()\n  return 1\nend})\nlocal a = t.x +\n  t.y")  --> 1 3 1 4 2 5 2 4 5
print(trace "do\n  local c <close> = setmetatable({}, {__close = function()\n    return\n  end})\n  x = nil\nend\nx = nil")  --> 2 4 2 4 5 3 7
