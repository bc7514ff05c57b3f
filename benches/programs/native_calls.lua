-- Calls of small native functions: math and string.
local floor, min, max, abs, sqrt = math.floor, math.min, math.max, math.abs, math.sqrt
local byte, sub, len = string.byte, string.sub, string.len

local function numbers(n)
  local sum = 0
  for i = 1, n do
    local x = i * 0.37
    sum = sum + floor(x) + min(i, 100) - max(x, 50.0) + abs(50 - i % 100) + floor(sqrt(i))
  end
  return sum
end

local text = "the quick brown fox jumps over the lazy dog"
local function scan(n)
  local sum = 0
  for i = 1, n do
    local at = i % #text + 1
    sum = sum + byte(text, at)
    if sub(text, at, at) == "o" then sum = sum + len(text) end
    sum = sum + text:byte(-at)
  end
  return sum
end

local kinds = 0
for i = 1, 1600000 do
  if type(i) == "number" and math.type(i) == "integer" and rawlen(text) > 5 then kinds = kinds + 1 end
end
print(string.format("%.3f", numbers(2600000)), scan(2600000), kinds)
