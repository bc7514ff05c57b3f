-- Strings grown by repeated concatenation.
local function grow(pieces)
  local s = ""
  for i = 1, pieces do
    s = s .. (i % 10)
  end
  return s
end

local total = 0
for round = 1, 240 do
  local s = grow(8000 + round)
  total = total + #s + s:byte(round)
end

local line = ""
for i = 1, 2000000 do
  line = line .. "ab"
  if #line >= 60 then
    total = total + #line
    line = ""
  end
end
print(total)
