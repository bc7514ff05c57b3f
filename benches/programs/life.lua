-- Game of life on a torus with rows as tables.
local function board(width, height)
  local rows = {}
  local state = 1
  for y = 1, height do
    local row = {}
    for x = 1, width do
      state = (state * 1103515245 + 12345) % 2147483648
      row[x] = state // 65536 % 3 == 0 and 1 or 0
    end
    rows[y] = row
  end
  return rows
end

local function step(rows, width, height)
  local out = {}
  for y = 1, height do
    local up, here, down = rows[y > 1 and y - 1 or height], rows[y], rows[y < height and y + 1 or 1]
    local line = {}
    for x = 1, width do
      local left, right = x > 1 and x - 1 or width, x < width and x + 1 or 1
      local around = up[left] + up[x] + up[right] + here[left] + here[right] + down[left] + down[x] + down[right]
      if around == 3 or (around == 2 and here[x] == 1) then
        line[x] = 1
      else
        line[x] = 0
      end
    end
    out[y] = line
  end
  return out
end

local width, height = 200, 150
local rows = board(width, height)
for _ = 1, 260 do rows = step(rows, width, height) end
local alive, checksum = 0, 0
for y = 1, height do
  for x = 1, width do
    alive = alive + rows[y][x]
    checksum = (checksum * 2 + rows[y][x]) % 1000003
  end
end
print(alive, checksum)
