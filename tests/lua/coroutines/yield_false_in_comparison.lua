-- The result of a comparison that yielded is made a boolean and used by the jump.
local mt = {__lt = function() return coroutine.yield() end, __le = function() return coroutine.yield() end,
  __eq = function() return coroutine.yield() end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local function drive(f, ...)
  local co = coroutine.wrap(f)
  co()
  print(co(...))
end
for _, v in ipairs {true, false, 0, "x"} do
  drive(function() return a < b end, v)  --> true
  drive(function() return not (a <= b) end, v)  --> false
  drive(function() if a == b then return "equal" else return "not equal" end end, v)  --> equal
  drive(function() if a ~= b then return "different" else return "same" end end, v)  --> same
  drive(function() return a > 5 and "yes" or "no" end, v)  --> yes
    --> false
    --> true
    --> not equal
    --> different
    --> no
    --> true
    --> false
    --> equal
    --> same
    --> yes
    --> true
    --> false
    --> equal
    --> same
    --> yes
end
drive(function() return a < b end)  --> false
drive(function() while a < b do return "looped" end return "not looped" end, nil)  --> not looped
