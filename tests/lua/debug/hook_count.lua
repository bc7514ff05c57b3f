-- Count hooks. How many instructions the code has is the implementation's affair.
local function counts(n, f)
  local calls = 0
  -- The reference implementation counts what the hook itself runs as well.
  debug.sethook(function(event, line)
    assert(event == "count" and line == nil)
    calls = calls + 1
  end, "", n)
  f()
  debug.sethook()
  return calls
end
local function loop() for i = 1, 1000 do end end
local each = counts(1, loop)
print(each > 1000 and each < 1020)  --> true
local some = counts(10, loop)
print(some >= 100)  --> true
print(counts(1, loop) > some)  --> true
print(counts(1000000, loop))  --> 0
-- with other events
local events = {count = 0, line = 0}
debug.sethook(function(event) events[event] = events[event] + 1 end, "l", 1)
loop()
debug.sethook()
print(events.count > 1000, events.line >= 1000)  --> true	true
-- a hook can end a loop that would not end
local function limited(f, n)
  local co = coroutine.create(f)
  debug.sethook(co, function() error("too long", 0) end, "", n)
  return coroutine.resume(co)
end
print(limited(function() while true do end end, 10000))  --> false	too long
print(limited(function() return "done" end, 10000))  --> true	done
print(limited(function() pcall(function() while true do end end) return "caught" end, 10000))  --> true	caught
