-- Round robin over tasks, with messages between producer and consumer.
local tasks, log = {}, {}
local function spawn(name, f)
  tasks[#tasks + 1] = {name = name, co = coroutine.create(f)}
end
for id = 1, 3 do
  spawn("task" .. id, function()
    for step = 1, id do
      log[#log + 1] = id .. "." .. step
      coroutine.yield()
    end
    if id == 2 then error("task 2 fails", 0) end
  end)
end
while #tasks > 0 do
  for i = #tasks, 1, -1 do
    local task = tasks[i]
    local ok, message = coroutine.resume(task.co)
    if not ok then log[#log + 1] = message end
    if coroutine.status(task.co) == "dead" then table.remove(tasks, i) end
  end
end
print(table.concat(log, " "))  --> 3.1 2.1 1.1 3.2 2.2 3.3 task 2 fails
local function producer() return coroutine.create(function() for _, v in ipairs {"x", "y", "z"} do coroutine.yield(v) end end) end
local function filter(p)
  return coroutine.create(function()
    local n = 1
    while true do
      local _, v = coroutine.resume(p)
      if not v then return nil end
      coroutine.yield(n .. ":" .. v)
      n = n + 1
    end
  end)
end
local f = filter(producer())
while true do
  local _, v = coroutine.resume(f)
  if not v then break end
  print(v)  --> 1:x
    --> 2:y
    --> 3:z
end
