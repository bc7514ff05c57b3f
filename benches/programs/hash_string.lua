-- Tables with string keys: fill, look up, overwrite, delete.
local keys = {}
for i = 1, 20000 do keys[i] = "key_" .. (i * 7919 % 20011) end

local function count(rounds)
  local seen = {}
  for round = 1, rounds do
    for i = 1, #keys do
      local key = keys[i]
      seen[key] = (seen[key] or 0) + round
    end
  end
  return seen
end

local seen = count(400)
local sum = 0
for i = 1, #keys do sum = sum + seen[keys[i]] end

local config = { width = 3, height = 4, depth = 5, title = "box", colour = "red" }
local volume = 0
for _ = 1, 16000000 do
  volume = volume + config.width * config.height * config.depth
end

for i = 1, #keys, 2 do seen[keys[i]] = nil end
local left = 0
for _ in pairs(seen) do left = left + 1 end
print(sum, volume, left)
