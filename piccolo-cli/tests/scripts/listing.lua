local limit <const> = 10
local function count(from)
  local total = 0
  for i = from, limit do
    total = total + i * 2.5
  end
  return total, "done\n"
end
print(count(1))
if ... == nil then
  return { name = "x", 1, 2, ... }
end
