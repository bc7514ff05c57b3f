-- Linked lists and memo tables: nil tests, field updates, `and`/`or`, goto continue.
local function cons(head, tail) return { head = head, tail = tail } end

local function range(n)
  local list
  for i = n, 1, -1 do list = cons(i, list) end
  return list
end

local function map(list, f)
  local first, last
  while list do
    local cell = cons(f(list.head), nil)
    if last then last.tail = cell else first = cell end
    last, list = cell, list.tail
  end
  return first
end

local function fold(list, f, acc)
  while list do
    acc = f(acc, list.head)
    list = list.tail
  end
  return acc
end

local function reverse(list)
  local previous
  while list do list.tail, previous, list = previous, list, list.tail end
  return previous
end

local memo = {}
local function partitions(n, largest)
  if n == 0 then return 1 end
  local key = n * 1000 + largest
  local known = memo[key]
  if known then return known end
  local total = 0
  for part = largest < n and largest or n, 1, -1 do
    if part > 150 then goto continue end
    total = total + partitions(n - part, part)
    ::continue::
  end
  memo[key] = total
  return total
end

local check = 0
for round = 1, 75 do
  local list = map(range(20000), function(x) return x * 2 + round end)
  list = reverse(reverse(list))
  check = (check + fold(list, function(a, b) return (a * 3 + b) % 65521 end, 0)) % 1000003
end
print(check, partitions(160, 160) % 1000000007)
