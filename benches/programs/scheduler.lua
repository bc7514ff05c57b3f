-- A small operating-system simulation: tasks with message queues, a dispatcher, dynamic dispatch.
local Queue = {}
Queue.__index = Queue
function Queue.new() return setmetatable({ first = 1, last = 0 }, Queue) end
function Queue:push(item)
  local last = self.last + 1
  self.last = last
  self[last] = item
end
function Queue:pop()
  local first = self.first
  if first > self.last then return nil end
  local item = self[first]
  self[first] = nil
  self.first = first + 1
  return item
end
function Queue:empty() return self.first > self.last end

local Task = {}
Task.__index = Task
function Task.extend(methods)
  methods.__index = methods
  return setmetatable(methods, Task)
end
function Task:setup(name, kernel)
  self.name, self.kernel, self.inbox = name, kernel, Queue.new()
  self.waiting, self.handled = false, 0
  return self
end
function Task:send(target, kind, value)
  self.kernel:deliver(target, { kind = kind, value = value, from = self.name })
end
function Task:run()
  local packet = self.inbox:pop()
  if not packet then
    self.waiting = true
    return
  end
  self.handled = self.handled + 1
  self:handle(packet)
end

local Kernel = {}
Kernel.__index = Kernel
function Kernel.new() return setmetatable({ tasks = {}, by_name = {}, delivered = 0 }, Kernel) end
function Kernel:add(name, task)
  task:setup(name, self)
  self.tasks[#self.tasks + 1] = task
  self.by_name[name] = task
end
function Kernel:deliver(name, packet)
  local task = self.by_name[name]
  task.inbox:push(packet)
  task.waiting = false
  self.delivered = self.delivered + 1
end
function Kernel:loop()
  local tasks = self.tasks
  local busy = true
  while busy do
    busy = false
    for i = 1, #tasks do
      local task = tasks[i]
      if not task.waiting then
        task:run()
        busy = true
      end
    end
  end
end

local Generator = Task.extend({})
function Generator:handle(packet)
  local n = packet.value
  if n > 0 then
    self:send(n % 2 == 0 and "even" or "odd", "work", n)
    self:send(self.name, "tick", n - 1)
  end
end

local Worker = Task.extend({})
function Worker:handle(packet)
  local n, acc = packet.value, 0
  for i = 1, 8 do acc = (acc * 33 + n + i) % 65521 end
  self:send("device", "write", acc)
end

local Device = Task.extend({})
function Device:handle(packet)
  self.sum = ((self.sum or 0) + packet.value) % 1000003
  if packet.from == "odd" then self.odd = (self.odd or 0) + 1 end
end

local kernel = Kernel.new()
kernel:add("clock", setmetatable({}, Generator))
kernel:add("even", setmetatable({}, Worker))
kernel:add("odd", setmetatable({}, Worker))
kernel:add("device", setmetatable({}, Device))
kernel:deliver("clock", { kind = "tick", value = 400000, from = "boot" })
kernel:loop()
local device = kernel.by_name.device
print(kernel.delivered, device.handled, device.odd, device.sum)
