local function f(a, b, ...)
  local function get() return a, b end
  local function set(x, y) a, b = x, y end
  a = a * 2
  return get, set, ...
end
local get, set, extra = f(1, 2, "e")
print(get())  --> 2	2
set("x", "y")
print(get())  --> x	y
print(extra)  --> e
local function self_capture(n)
  return function(m) if m == 0 then return n end return self_capture(n + 1)(m - 1) end
end
print(self_capture(0)(20))  --> 20
function obj_new()
  local self = {v = 1}
  function self.get() return self.v end
  function self.set(v) self.v = v; return self end
  return self
end
print(obj_new().set(9).get())  --> 9
