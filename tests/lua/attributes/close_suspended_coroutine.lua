-- coroutine.close runs the pending __close of a suspended coroutine.
local function res(name, message)
  return setmetatable({}, {__close = function(_, e)
    print("close " .. name, e)
    if message then error(message, 0) end
  end})
end
local function start(...)
  local values = {...}
  local co = coroutine.create(function()
    local a <close> = values[1]
    local b <close> = values[2]
    coroutine.yield("suspended")
    print "never"
  end)
  print(coroutine.resume(co))
  return co
end
local co = start(res "a", res "b")  --> true	suspended
print(coroutine.close(co), coroutine.status(co))  --> close b	nil
  --> close a	nil
  --> true	dead
co = start(res "a", res("b", "error b"))  --> true	suspended
print(coroutine.close(co))  --> close b	nil
  --> close a	error b
  --> false	error b
print(coroutine.status(co))  --> dead
co = start(res("a", "error a"), res("b", "error b"))  --> true	suspended
print(coroutine.close(co))  --> close b	nil
  --> close a	error b
  --> false	error a
print(coroutine.close(co))  --> true
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
