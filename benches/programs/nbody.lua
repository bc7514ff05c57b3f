-- Planets attract each other: string-keyed field reads and writes on floats.
local sqrt = math.sqrt
local YEAR = 365.24

local function body(x, y, z, vx, vy, vz, mass)
  return { x = x, y = y, z = z, vx = vx * YEAR, vy = vy * YEAR, vz = vz * YEAR, mass = mass }
end

local SUN_MASS = 4 * math.pi * math.pi
local bodies = {
  body(0, 0, 0, 0, 0, 0, SUN_MASS),
  body(4.84, -1.16, -0.10, 0.00166, 0.00769, -0.0000690, 9.54e-4 * SUN_MASS),
  body(8.34, 4.12, -0.40, -0.00276, 0.00499, 0.0000230, 2.85e-4 * SUN_MASS),
  body(12.89, -15.11, -0.22, 0.00296, 0.00237, -0.0000296, 4.36e-5 * SUN_MASS),
  body(15.37, -25.91, 0.17, 0.00268, 0.00162, -0.0000951, 5.15e-5 * SUN_MASS),
}

local function advance(list, dt)
  local n = #list
  for i = 1, n do
    local a = list[i]
    for j = i + 1, n do
      local b = list[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local dist2 = dx * dx + dy * dy + dz * dz
      local mag = dt / (dist2 * sqrt(dist2))
      local am, bm = a.mass * mag, b.mass * mag
      a.vx = a.vx - dx * bm
      a.vy = a.vy - dy * bm
      a.vz = a.vz - dz * bm
      b.vx = b.vx + dx * am
      b.vy = b.vy + dy * am
      b.vz = b.vz + dz * am
    end
  end
  for i = 1, n do
    local a = list[i]
    a.x = a.x + dt * a.vx
    a.y = a.y + dt * a.vy
    a.z = a.z + dt * a.vz
  end
end

local function energy(list)
  local e = 0
  for i, a in ipairs(list) do
    e = e + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = i + 1, #list do
      local b = list[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

for _ = 1, 320000 do advance(bodies, 0.01) end
print(string.format("%.9f", energy(bodies)))
