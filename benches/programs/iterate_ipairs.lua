-- Generic `for` over ipairs, and over an iterator written in Lua.
local list = {}
for i = 1, 1000 do list[i] = i % 17 end

local sum = 0
for _ = 1, 12000 do
  for i, value in ipairs(list) do sum = sum + i * value end
end

local function each(t, i)
  i = i + 1
  local value = t[i]
  if value then return i, value end
end
for _ = 1, 4500 do
  for i, value in each, list, 0 do sum = sum - i + value end
end

for _ = 1, 600000 do
  for _, value in ipairs({ 1, 2, 3 }) do sum = sum + value end
end
print(sum)
