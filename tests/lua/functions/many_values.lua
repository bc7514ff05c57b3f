-- Thousands of values are passed on as few are.
local N = 5000
local t = {}
for i = 1, N do t[i] = i end

-- How many values there are, the first, one in the middle, the last, and whether all are in order.
local function look(...)
  local n, list = select("#", ...), {...}
  for i = 2, n do
    if list[i] ~= list[i - 1] + 1 then return n, "not in order", i end
  end
  return n, list[1], list[n // 2], list[n]
end

local function all(...) return ... end
local function some(a, b, ...) return ... end
local function behind(...) return 0, ... end
local function last(...) return (select(-1, ...)) end
print(look(table.unpack(t)))            --> 5000	1	2500	5000
print(look(all(table.unpack(t))))       --> 5000	1	2500	5000
print(look(all(all(table.unpack(t)))))  --> 5000	1	2500	5000
print(look(some(table.unpack(t))))      --> 4998	3	2501	5000
print(look(behind(table.unpack(t))))    --> 5001	0	2499	5000
print(look(-1, behind(table.unpack(t)))) --> 5002	-1	2499	5000
print(last(table.unpack(t)))            --> 5000
print((all(table.unpack(t))))           --> 1

-- A few of them.
local a, b, c = all(table.unpack(t))
print(a, b, c)                          --> 1	2	3
local function three(a, b, c) return c, b, a end
print(three(table.unpack(t)))           --> 3	2	1
local function nothing() end
print(nothing(table.unpack(t)))         -->

-- Tail calls.
local function again(n, ...)
  if n == 0 then return ... end
  return again(n - 1, ...)
end
print(look(again(20, table.unpack(t))))  --> 5000	1	2500	5000
local function to_host(...) return select(2, ...) end
print(look(to_host(table.unpack(t))))    --> 4999	2	2500	5000
local function to_few(...) return three(...) end
print(to_few(table.unpack(t)))           --> 3	2	1
local function shorter(n, ...)
  if select("#", ...) <= 4990 then return n, select("#", ...), ... end
  return shorter(n + 1, select(2, ...))
end
print(select("#", shorter(0, table.unpack(t))), (shorter(0, table.unpack(t)))) --> 4992	10

-- Results of host functions.
print(look(select(3, table.unpack(t))))          --> 4998	3	2501	5000
print(look(select(-3000, table.unpack(t))))      --> 3000	2001	3500	5000
print(look(assert(table.unpack(t))))             --> 5000	1	2500	5000
print(look(select(2, pcall(all, table.unpack(t)))))  --> 5000	1	2500	5000
print(look(select(2, xpcall(all, print, table.unpack(t))))) --> 5000	1	2500	5000
print(select("#", xpcall(error, select, table.unpack(t)))) --> 2
print(xpcall(error, function(m) return "handled " .. m end, table.unpack(t))) --> false	handled 1
print(pcall(error, "message", 0, table.unpack(t))) --> false	message

-- Objects that are called.
local object = setmetatable({}, {__call = function(self, ...) return look(...) end})
local tail = setmetatable({}, {__call = function(self, ...) return look(...) end})
print(object(table.unpack(t)))           --> 5000	1	2500	5000
print((function(...) return tail(...) end)(table.unpack(t))) --> 5000	1	2500	5000
print(pcall(object, table.unpack(t)))    --> true	5000	1	2500	5000
local to_select = setmetatable({}, {__call = function(self, n, ...) return n, select("#", ...) end})
print(to_select(table.unpack(t)))        --> 1	4999
local chain = setmetatable({}, {__call = object})
print(pcall(chain, table.unpack(t)))     --> false	many_values.lua:10: attempt to perform arithmetic on a table value (field '?')
local inner = setmetatable({}, {__call = function(self, other, ...) return self, other, look(...) end})
local outer = setmetatable({}, {__call = inner})
local s, o, n, first, _, end_ = outer(table.unpack(t))
print(s == inner, o == outer, n, first, end_)  --> true	true	5000	1	5000
s, o, n, first, _, end_ = (function(...) return outer(...) end)(table.unpack(t))
print(s == inner, o == outer, n, first, end_)  --> true	true	5000	1	5000
local function rest(...) return select(4, ...) end
print(rest(pcall(outer, table.unpack(t)))) --> 5000	1	2500	5000
local function deep(n, ...)
  if n == 0 then return look(...) end
  return setmetatable({}, {__call = function(_, ...) return deep(n - 1, ...) end})(...)
end
print(deep(300, table.unpack(t)))        --> 5000	1	2500	5000

-- Variables that are closed see to it that all values stay.
local function closing(...)
  local x <close> = setmetatable({}, {__close = function() print("closed", select("#", table.unpack(t))) end})
  return ...
end
print(look(closing(table.unpack(t))))    --> closed	5000
  --> 5000	1	2500	5000

-- Results of metamethods and iterators.
local m = setmetatable({}, {__index = function() return table.unpack(t) end, __add = function() return all(table.unpack(t)) end,
  __eq = function() return table.unpack(t) end})
print(m.x, m + 1, m == setmetatable({}, getmetatable(m))) --> 1	1	true
local rounds = 0
for i, j in function() rounds = rounds + 1 if rounds < 3 then return table.unpack(t) end end do
  print(i, j)  --> 1	2
    --> 1	2
end
