-- table.sort with the default order, on integers, floats and strings.
local state = 42
local function random(limit)
  state = (state * 1103515245 + 12345) % 2147483648
  return state // 65536 % limit
end

local function checksum(t, n)
  local sum = 0
  for i = 1, n, 97 do sum = (sum * 31 + math.floor(t[i]) + i) % 1000003 end
  return sum
end

local n = 400000
local t = {}
for i = 1, n do t[i] = random(30000) * 32768 + random(32768) end
table.sort(t)
print(t[1], t[n], checksum(t, n))

for i = 1, n do t[i] = random(30000) / 7 end
table.sort(t)
print(string.format("%.3f %.3f", t[1], t[n]), checksum(t, n))

local words = {}
for i = 1, 140000 do words[i] = "w" .. random(30000) .. "x" .. random(100) end
table.sort(words)
print(words[1], words[70000], words[140000])

for i = 1, n do t[i] = i end
table.sort(t)
print(t[1], t[n])
