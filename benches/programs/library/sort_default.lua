-- table.sort without a comparator: integers, floats, texts, sorted and reversed lists.
local state = 11
local function random(limit)
  state = (state * 1103515245 + 12345) % 2147483648
  return state // 65536 % limit
end
local sort = table.sort
local sum = 0
for round = 1, 11 do
  local t = {}
  for i = 1, 10000 do t[i] = random(30000) end
  sort(t) sum = sum + t[1] + t[5000] + t[10000]
  sort(t) sum = sum + t[7000]
  for i = 1, 10000 do t[i] = random(30000) / 7 end
  sort(t) sum = sum + t[2500] // 1
  for i = 1, 5000 do t[i] = 10000 - i end
  sort(t) sum = sum + t[1] // 1
  local words = {}
  for i = 1, 4000 do words[i] = "w" .. random(30000) end
  sort(words) sum = sum + #words[2000]
end
print(sum)
