-- A message handler that fails is called for its own errors, until there are too many of them; also if what was to be
-- called can not be.
print(xpcall(1, error))  --> false	error in error handling
print(xpcall(nil, error))  --> false	error in error handling
print(xpcall({}, error))  --> false	error in error handling
print(xpcall(error, error))  --> false	error in error handling
print(xpcall(1, function(m) return m .. "!" end))  --> false	attempt to call a number value!
print(xpcall(1, function() end))  --> false	nil
local once = true
print(xpcall(1, function(m)
  if once then
    once = false
    error(m .. " (twice)", 0)
  end
  return "handled: " .. m
end))  --> false	handled: attempt to call a number value (twice)
local count, overflow = 0, nil
local function failing(m)
  count = count + 1
  if m == "C stack overflow" then overflow = count end
  error(m)
end
print(xpcall(error, failing, "x"))  --> false	error in error handling
print(count, overflow)  --> 215	197
count = 0
print(xpcall(error, function(m)
  count = count + 1
  if count == 197 then print(m) end  --> xpcall_failing_handlers.lua:29: C stack overflow
  local _ = nil + 1
end))  --> false	error in error handling
print(count)  --> 215
