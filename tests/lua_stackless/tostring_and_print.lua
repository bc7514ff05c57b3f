-- __tostring handlers may yield inside tostring, print and string.format.
local o = setmetatable({}, {__tostring = function() return coroutine.yield("asked") end})
local function drive(f, reply)
  local co = coroutine.wrap(function() return "result", f() end)
  print(co())
  print(co(reply))
end
drive(function() return tostring(o) end, "text")  --> asked
  --> result	text
drive(function() return print(o) end, "object")  --> asked
  --> object
  --> result
drive(function() return string.format("<%s>", o) end, "formatted")  --> asked
  --> result	<formatted>
drive(function() return pcall(tostring, o) end, {})  --> asked
  --> result	false	'__tostring' must return a string
