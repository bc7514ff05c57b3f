-- _ENV is an ordinary name: a local or a parameter replaces the globals.
local print = print
x = "global x"
do
  local _ENV = {x = "local env x"}
  print(x)  --> local env x
  y = 5
  print(_ENV.y)  --> 5
end
print(y, x)  --> nil	global x
local function f(_ENV) return x end
print(f {x = "argument"}, f {}, f(_G))  --> argument	nil	global x
local function g() local _ENV <const> = {v = 1}; return v end
print(g())  --> 1
do
  local saved = _ENV
  local _ENV = setmetatable({}, {__index = saved})
  x = "shadow"
  print(x, saved.x, _ENV ~= saved)  --> shadow	global x	true
end
print(x)  --> global x
for _, _ENV in ipairs {{n = 1}, {n = 2}} do print(n) end  --> 1
  --> 2
-- as upvalue
local _ENV = {count = 0}
local function inc() count = count + 1; return count end
inc()
print(inc(), count)  --> 2	2
