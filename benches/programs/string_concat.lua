-- Concatenation of several strings and numbers at once.
local function describe(i, kind, name)
  return "#" .. i .. ":" .. kind .. "/" .. name .. "=" .. (i * 2) .. ";"
end

local kinds = { "red", "green", "blue", "yellow" }
local names = { "cat", "elephant", "dog", "hippopotamus", "ant" }
local length, check = 0, 0
for i = 1, 1500000 do
  local s = describe(i, kinds[i % 4 + 1], names[i % 5 + 1])
  length = length + #s
  check = (check * 31 + s:byte(-2)) % 1000003
end
print(length, check)
