-- Conway's Game of Life on a torus: a glider on its way.
local width, height = 16, 8

local function empty()
  local world = {}
  for y = 1, height do
    world[y] = {}
    for x = 1, width do world[y][x] = 0 end
  end
  return world
end

local function neighbours(world, x, y)
  local count = -world[y][x]
  for dy = -1, 1 do
    local row = world[(y + dy - 1) % height + 1]
    for dx = -1, 1 do count = count + row[(x + dx - 1) % width + 1] end
  end
  return count
end

local function step(world)
  local following = empty()
  for y = 1, height do
    for x = 1, width do
      local count = neighbours(world, x, y)
      following[y][x] = (count == 3 or count == 2 and world[y][x] == 1) and 1 or 0
    end
  end
  return following
end

local function show(world, generation)
  print("generation " .. generation)
  for y = 1, height do
    local line = {}
    for x = 1, width do line[x] = world[y][x] == 1 and "#" or "." end
    print(table.concat(line))
  end
end

local world = empty()
for _, cell in ipairs({ { 2, 1 }, { 3, 2 }, { 1, 3 }, { 2, 3 }, { 3, 3 } }) do
  world[cell[2]][cell[1]] = 1
end
for generation = 0, 12 do
  if generation % 4 == 0 then show(world, generation) end
  world = step(world)
end
