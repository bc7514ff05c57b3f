-- Variable arguments: select, `...`, table.pack and table.unpack.
local select, pack, unpack = select, table.pack, table.unpack

local function sum(...)
  local total = 0
  for i = 1, select("#", ...) do total = total + (select(i, ...)) end
  return total
end

local function forward(f, ...) return f(...) end

local function packed(...)
  local t = pack(...)
  local total = 0
  for i = 1, t.n do total = total + t[i] end
  return total
end

local function collect(...)
  local t = { ... }
  return #t + t[1]
end

local function swap(a, b, ...) return b, a, ... end

local check = 0
for i = 1, 800000 do
  check = check + sum(i, 2, 3, 4) + forward(sum, i, 1)
  check = check + packed(1, 2, i) + collect(i, i, i, i, i)
  local b, a, c = swap(i, 1, 5)
  check = check + b * 2 - a + c
end

local args = { 1, 2, 3, 4, 5, 6, 7, 8 }
for _ = 1, 1500000 do
  local a, _, c = unpack(args)
  check = check + a + c + select("#", unpack(args, 2, 6))
end
print(check)
