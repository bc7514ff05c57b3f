-- Matrices as tables of rows: nested indexing with integer keys and floats.
local function matrix(n, seed)
  local m = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do
      row[j] = ((i * 7 + j * 13 + seed) % 17 - 8) * 0.25
    end
    m[i] = row
  end
  return m
end

local function multiply(a, b, n)
  local c = {}
  for i = 1, n do
    local row, out = a[i], {}
    for j = 1, n do
      local sum = 0.0
      for k = 1, n do
        sum = sum + row[k] * b[k][j]
      end
      out[j] = sum
    end
    c[i] = out
  end
  return c
end

local n = 240
local c = multiply(matrix(n, 1), matrix(n, 5), n)
c = multiply(c, matrix(n, 9), n)
local trace = 0
for i = 1, n do trace = trace + c[i][i] end
print(string.format("%.4f", trace))
