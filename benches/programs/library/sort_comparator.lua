-- table.sort with a comparator in Lua.
local state = 13
local function random(limit)
  state = (state * 1103515245 + 12345) % 2147483648
  return state // 65536 % limit
end
local sort = table.sort
local function descending(a, b) return a > b end
local function by_key(a, b)
  if a.key ~= b.key then return a.key < b.key end
  return a.serial < b.serial
end
local sum = 0
for round = 1, 10 do
  local t, records = {}, {}
  for i = 1, 6000 do t[i] = random(30000) records[i] = { key = random(500), serial = i } end
  sort(t, descending) sum = sum + t[1] + t[3000]
  sort(records, by_key) sum = sum + records[1].serial + records[3000].serial
end
print(sum)
