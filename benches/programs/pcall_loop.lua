-- Protected calls that succeed, direct and nested, with arguments and results.
local pcall, select = pcall, select

local function work(a, b)
  return a + b, a - b
end

local function nested(a)
  local ok, x = pcall(work, a, 1)
  return ok and x or 0
end

local check = 0
for i = 1, 5500000 do
  local ok, sum, difference = pcall(work, i, 3)
  if ok then check = check + sum - difference end
end
for i = 1, 2000000 do
  local _, x = pcall(nested, i)
  check = check + x
end
for i = 1, 1100000 do
  check = check + select("#", xpcall(work, print, i, i))
end
print(check)
