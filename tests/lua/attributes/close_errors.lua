-- An error in __close replaces the error before it; the other values are closed.
local function res(name, message)
  return setmetatable({}, {__close = function(_, e)
    print("close " .. name, e)
    if message then error(message, 0) end
  end})
end
print(pcall(function()  --> close d	first
  --> close c	first
  --> close b	error c
  --> close a	error c
  --> false	error a
  local a <close> = res("a", "error a")
  local b <close> = res("b")
  local c <close> = res("c", "error c")
  local d <close> = res("d")
  error("first", 0)
end))
print(pcall(function()  --> close b	nil
  --> close a	error b
  --> false	error b
  local a <close> = res "a"
  local b <close> = res("b", "error b")
  return "never seen"
end))
print(pcall(function()  --> close a1	nil
  --> close a2	nil
  --> false	stop
  for i = 1, 3 do
    local a <close> = res("a" .. i, i == 2 and "stop" or nil)
  end
end))
print(pcall(function()  --> close b	nil
  --> close a	x
  --> true
  local a <close> = res("a", {})
  local b <close> = res("b", "x")
end) == false)
-- pcall inside __close
print(pcall(function()  --> got	outer	false	inner
  --> false	outer
  local a <close> = setmetatable({}, {__close = function(_, e)
    print("got", e, pcall(error, "inner", 0))
  end})
  error("outer", 0)
end))
