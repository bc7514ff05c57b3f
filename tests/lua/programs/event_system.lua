-- Events with listeners, once-listeners and errors in listeners.
local Emitter = {}
Emitter.__index = Emitter
function Emitter.new() return setmetatable({listeners = {}}, Emitter) end
function Emitter:on(event, f)
  local list = self.listeners[event] or {}
  self.listeners[event] = list
  list[#list + 1] = f
  return function()
    for i, g in ipairs(list) do if g == f then table.remove(list, i) return true end end
    return false
  end
end
function Emitter:once(event, f)
  local off
  off = self:on(event, function(...) off(); return f(...) end)
end
function Emitter:emit(event, ...)
  local errors, n = {}, 0
  for _, f in ipairs({table.unpack(self.listeners[event] or {})}) do
    local ok, e = pcall(f, ...)
    n = n + 1
    if not ok then errors[#errors + 1] = e end
  end
  return n, errors
end
local e = Emitter.new()
local off = e:on("data", function(...) print("first", ...) end)
e:once("data", function(x) print("once", x) end)
e:on("data", function(x) if x > 1 then error("too big: " .. x, 0) end end)
print((e:emit("data", 1, "extra")))  --> first	1	extra
  --> once	1
  --> 3
local n, errors = e:emit("data", 2)  --> first	2
print(n, #errors, errors[1])  --> 2	1	too big: 2
print(off(), off())  --> true	false
print((e:emit("data", 0)), (e:emit("nothing")))  --> 1	0
