-- Hundreds of values through calls, tables and select.
local t = {}
for i = 1, 250 do t[i] = i end
local function count(...) return select("#", ...) end
local function last(...) return (select(-1, ...)) end
print(count(table.unpack(t)), last(table.unpack(t)))  --> 250	250
for i = 251, 5000 do t[i] = i end
print(count(table.unpack(t)), last(table.unpack(t)))  --> 5000	5000
local function add(...)
  local s = 0
  for _, v in ipairs({...}) do s = s + v end
  return s
end
print(add(table.unpack(t)))  --> 12502500
local function wrap(...) return {n = select("#", ...), ...} end
local w = wrap(table.unpack(t))
print(w.n, #w, w[5000])  --> 5000	5000	5000
local function drop(first, ...) return ... end
print(count(drop(table.unpack(t))))  --> 4999
print(math.max(table.unpack(t)), #string.char(table.unpack(t, 65, 90)))  --> 5000	26
local co = coroutine.wrap(function(...)
  local n = count(...)
  while true do n = count(coroutine.yield(n, ...)) end
end)
print(count(co(table.unpack(t))), (co(1, 2, 3)))  --> 5001	3
