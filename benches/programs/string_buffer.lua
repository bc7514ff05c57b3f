-- Text built in tables and joined with table.concat, with string.format, rep, upper and find.
local concat, format, rep = table.concat, string.format, string.rep

local function page(rows)
  local lines = {}
  for i = 1, rows do
    local cells = {}
    for j = 1, 6 do cells[j] = i * j end
    lines[#lines + 1] = "| " .. concat(cells, " | ") .. " |"
    if i % 10 == 0 then lines[#lines + 1] = rep("-", 20) end
  end
  return concat(lines, "\n")
end

local size = 0
for round = 1, 130 do size = size + #page(1000 + round) end

local items = {}
for i = 1, 550000 do
  items[i % 100 + 1] = format("%d:%s=%.2f", i, "item", i / 8)
  size = size + #items[i % 100 + 1]
end

local text = page(300)
local hits, from = 0, 1
for _ = 1, 400 do
  from = 1
  while true do
    local start, stop = string.find(text, "| 30", from, true)
    if not start then break end
    hits = hits + 1
    from = stop + 1
  end
  hits = hits + #string.upper(text) % 10 + #string.reverse(text) % 7
end
print(size, hits)
