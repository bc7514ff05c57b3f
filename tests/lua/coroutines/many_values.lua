-- Coroutines hand thousands of values to each other.
local N = 5000
local t = {}
for i = 1, N do t[i] = i end

local function look(...)
  local n, list = select("#", ...), {...}
  for i = 2, n do
    if list[i] ~= list[i - 1] + 1 then return n, "not in order", i end
  end
  return n, list[1], list[n]
end
local function all(...) return ... end

-- Both ways, at the start, in between and at the end.
local log = {}
local function note(...) log[#log + 1] = table.concat({look(...)}, " ") end
local co = coroutine.create(function(...)
  note(...)
  note(coroutine.yield(...))
  note(coroutine.yield())
  return select(2, ...)
end)
print(look(select(2, coroutine.resume(co, table.unpack(t)))))  --> 5000	1	5000
print(coroutine.status(co))                --> suspended
print(coroutine.resume(co, table.unpack(t)))  --> true
print(look(select(2, coroutine.resume(co, table.unpack(t)))))  --> 4999	2	5000
print(coroutine.status(co), coroutine.resume(co, table.unpack(t)))  --> dead	false	cannot resume dead coroutine
print(table.concat(log, "; "))             --> 5000 1 5000; 5000 1 5000; 5000 1 5000

-- Wrapped.
local echo = coroutine.wrap(function(...)
  local function again(...) return again(coroutine.yield(...)) end
  return again(...)
end)
for i = 1, 3 do print(look(echo(table.unpack(t)))) end  --> 5000	1	5000
  --> 5000	1	5000
  --> 5000	1	5000
print(look(echo(1)))                       --> 1	1	1
local ending = coroutine.wrap(function(...) return ... end)
print(look(ending(table.unpack(t))))       --> 5000	1	5000
print(pcall(ending, table.unpack(t)))      --> false	cannot resume dead coroutine

-- Errors behind many values.
local failing = coroutine.wrap(function(...) error("message " .. select("#", ...)) end)
print(pcall(failing, table.unpack(t)))     --> false	many_values.lua:45: message 5000
local closing = coroutine.wrap(function(...)
  local x <close> = setmetatable({}, {__close = function(_, e) print("closed", type(e)) end})
  error({})
end)
print(type(select(2, pcall(closing, table.unpack(t)))))  --> closed	table
  --> table
print(coroutine.resume(coroutine.create(error), table.unpack(t)))  --> false	1

-- Host functions as bodies.
print(look(select(2, coroutine.resume(coroutine.create(all), table.unpack(t)))))  --> 5000	1	5000
print(look(select(2, coroutine.resume(coroutine.create(select), 1, table.unpack(t)))))  --> 5000	1	5000
print(look(coroutine.wrap(table.unpack)(t)))  --> 5000	1	5000

-- Across calls that catch errors, and from coroutine to coroutine.
local caught = coroutine.wrap(function(...)
  return pcall(function(...) return coroutine.yield(pcall(coroutine.yield, ...)) end, ...)
end)
print(look(caught(table.unpack(t))))       --> 5000	1	5000
print(look(select(2, caught(table.unpack(t)))))  --> 5000	1	5000
print(look(select(2, caught(table.unpack(t)))))  --> 5000	1	5000
local function nest(n, ...)
  if n == 0 then return coroutine.yield(...) end
  return coroutine.wrap(nest)(n - 1, ...)
end
local outer = coroutine.wrap(nest)
print(look(outer(4, table.unpack(t))))     --> 5000	1	5000

-- What is between gets collected; what is on its way does not.
local function boxes(...)
  local n = select("#", ...)
  collectgarbage()
  return n, (select(1, ...))[1], (select(n, ...))[1]
end
local function make()
  local boxed = {}
  for i = 1, N do boxed[i] = {i} end
  return table.unpack(boxed)
end
local passing = coroutine.wrap(function(...)
  local n = boxes(...)
  coroutine.yield(...)
  return make()
end)
print(boxes(passing(make())))              --> 5000	1	5000
print(boxes(passing()))                    --> 5000	1	5000

-- Statuses and tracebacks while the values are there.
local seen
seen = coroutine.create(function(...)
  print(coroutine.status(seen), select("#", ...))  --> running	5000
  coroutine.yield(...)
end)
print(select("#", coroutine.resume(seen, table.unpack(t))), coroutine.status(seen))  --> 5001	suspended
print(coroutine.close(seen), coroutine.status(seen))  --> true	dead
