-- Generic `for` over pairs and next, on small and large tables.
local record = { alpha = 1, beta = 2, gamma = 3, delta = 4, epsilon = 5, zeta = 6 }
local large = {}
for i = 1, 50000 do large["k" .. i] = i end
local mixed = { 1, 2, 3, 4, 5, x = 6, y = 7 }

local sum = 0
for _ = 1, 1300000 do
  for _, value in pairs(record) do sum = sum + value end
end
for _ = 1, 60 do
  for key, value in pairs(large) do
    if #key > 4 then sum = sum + value end
  end
end
for _ = 1, 300000 do
  local n = 0
  for _ in next, mixed do n = n + 1 end
  sum = sum + n
end
for _ = 1, 400000 do
  if next(record) == nil then sum = 0 end
end
print(sum)
