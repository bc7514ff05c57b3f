-- Short-lived objects with named fields, some surviving in a ring.
local Point = {}
Point.__index = Point

local function point(x, y)
  return setmetatable({ x = x, y = y }, Point)
end

function Point:plus(other)
  return point(self.x + other.x, self.y + other.y)
end

local ring, slots = {}, 1000
for i = 1, slots do ring[i] = point(i, -i) end

local at = point(0, 0)
for i = 1, 2500000 do
  local slot = i % slots + 1
  at = at:plus(ring[slot])
  if at.x > 1000000 then at = point(at.x % 1000, at.y % 1000) end
  if i % 8 == 0 then ring[slot] = point(i % 100, i % 37) end
end

local sum = 0
for i = 1, slots do sum = sum + ring[i].x * 3 + ring[i].y end
print(at.x, at.y, sum)
