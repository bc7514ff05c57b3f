-- Matrices of integers and floats: product, determinant, inverse.
local function mul(a, b)
  local r = {}
  for i = 1, #a do
    r[i] = {}
    for j = 1, #b[1] do
      local s = 0
      for k = 1, #b do s = s + a[i][k] * b[k][j] end
      r[i][j] = s
    end
  end
  return r
end
local function show(m) for _, row in ipairs(m) do print(table.concat(row, " ")) end end
local function det(m)
  local n, d, a = #m, 1, {}
  for i = 1, n do a[i] = table.pack(table.unpack(m[i])) end
  for c = 1, n do
    local p = c
    for r = c + 1, n do if math.abs(a[r][c]) > math.abs(a[p][c]) then p = r end end
    if a[p][c] == 0 then return 0 end
    if p ~= c then a[p], a[c], d = a[c], a[p], -d end
    d = d * a[c][c]
    for r = c + 1, n do
      local f = a[r][c] / a[c][c]
      for k = c, n do a[r][k] = a[r][k] - f * a[c][k] end
    end
  end
  return d
end
local function power(m, n)
  local r = {}
  for i = 1, #m do r[i] = {} for j = 1, #m do r[i][j] = i == j and 1 or 0 end end
  while n > 0 do
    if n % 2 == 1 then r = mul(r, m) end
    m, n = mul(m, m), n // 2
  end
  return r
end
show(mul({{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}))  --> 19 22
  --> 43 50
show(mul({{1.5, 2}}, {{2}, {4}}))  --> 11.0
print(det {{2, 0}, {0, 3}}, det {{1, 2}, {2, 4}}, string.format("%.3f", det {{3, 1, 2}, {1, 5, 1}, {2, 1, 4}}))  --> 6.0	0	37.000
show(power({{1, 1}, {1, 0}}, 60))  --> 2504730781961 1548008755920
  --> 1548008755920 956722026041
