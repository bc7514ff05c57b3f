-- Escape times of the Mandelbrot set, at chunk level.
local width, height, limit = 600, 450, 200
local inside, checksum = 0, 0
for row = 0, height - 1 do
  local ci = 2.0 * row / height - 1.0
  for column = 0, width - 1 do
    local cr = 3.0 * column / width - 2.0
    local zr, zi, zr2, zi2 = 0.0, 0.0, 0.0, 0.0
    local n = 0
    while n < limit and zr2 + zi2 <= 4.0 do
      zi = 2.0 * zr * zi + ci
      zr = zr2 - zi2 + cr
      zr2 = zr * zr
      zi2 = zi * zi
      n = n + 1
    end
    if n == limit then inside = inside + 1 end
    checksum = (checksum * 31 + n) % 1000003
  end
end
print(inside, checksum)
