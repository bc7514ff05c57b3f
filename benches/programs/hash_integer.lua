-- Tables with sparse integer keys: fill, look up, delete, refill.
local function scatter(i)
  return i * 2654435761 % 4294967296
end

local sum = 0
for round = 1, 20 do
  local t = {}
  for i = 1, 100000 do t[scatter(i + round)] = i end
  for i = 1, 100000 do sum = sum + t[scatter(i + round)] end
  for i = 1, 100000, 2 do t[scatter(i + round)] = nil end
  for i = 1, 100000 do
    if t[scatter(i + round)] == nil then sum = sum + 1 end
  end
end

local grid = {}
for y = 0, 299 do
  for x = 0, 299 do grid[y * 100000 + x] = x ~ y end
end
for _ = 1, 40 do
  for y = 1, 298 do
    for x = 1, 298 do
      local at = y * 100000 + x
      sum = sum + grid[at - 1] + grid[at + 1] - grid[at]
    end
  end
end
print(sum)
