-- Spectral norm of an infinite matrix: float arithmetic with a small function in the inner loop.
local function entry(i, j)
  local diagonal = i + j - 1
  return 1.0 / (diagonal * (diagonal - 1) * 0.5 + i)
end

local function times(v, out, n)
  for i = 1, n do
    local sum = 0
    for j = 1, n do sum = sum + v[j] * entry(i, j) end
    out[i] = sum
  end
end

local function times_transposed(v, out, n)
  for i = 1, n do
    local sum = 0
    for j = 1, n do sum = sum + v[j] * entry(j, i) end
    out[i] = sum
  end
end

local n = 550
local u, v, scratch = {}, {}, {}
for i = 1, n do u[i] = 1 end
for _ = 1, 10 do
  times(u, scratch, n)
  times_transposed(scratch, v, n)
  times(v, scratch, n)
  times_transposed(scratch, u, n)
end

local along, square = 0, 0
for i = 1, n do
  along = along + u[i] * v[i]
  square = square + v[i] * v[i]
end
print(string.format("%.9f", math.sqrt(along / square)))
