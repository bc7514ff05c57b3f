local function copy(t) return table.move(t, 1, #t, 1, {}) end
local function quick(t, lo, hi)
  lo, hi = lo or 1, hi or #t
  if lo < hi then
    local p, i = t[hi], lo - 1
    for j = lo, hi do
      if t[j] <= p then i = i + 1; t[i], t[j] = t[j], t[i] end
    end
    quick(t, lo, i - 1)
    quick(t, i + 1, hi)
  end
  return t
end
local function merge(t)
  if #t <= 1 then return t end
  local mid = #t // 2
  local a, b = merge({table.unpack(t, 1, mid)}), merge({table.unpack(t, mid + 1)})
  local r, i, j = {}, 1, 1
  while i <= #a or j <= #b do
    if j > #b or i <= #a and a[i] <= b[j] then r[#r + 1] = a[i]; i = i + 1
    else r[#r + 1] = b[j]; j = j + 1 end
  end
  return r
end
local function heap(t)
  local n = #t
  local function down(i, n)
    while 2 * i <= n do
      local c = 2 * i
      if c < n and t[c] < t[c + 1] then c = c + 1 end
      if t[i] >= t[c] then break end
      t[i], t[c] = t[c], t[i]
      i = c
    end
  end
  for i = n // 2, 1, -1 do down(i, n) end
  for i = n, 2, -1 do t[1], t[i] = t[i], t[1]; down(1, i - 1) end
  return t
end
local function insertion(t)
  for i = 2, #t do
    local v, j = t[i], i - 1
    while j > 0 and t[j] > v do t[j + 1] = t[j]; j = j - 1 end
    t[j + 1] = v
  end
  return t
end
local data, x = {}, 42
for i = 1, 120 do x = (x * 1103515245 + 12345) % 2147483648; data[i] = x % 1000 end
local expected = copy(data)
table.sort(expected)
expected = table.concat(expected, " ")
for _, f in ipairs {quick, merge, heap, insertion} do print(table.concat(f(copy(data)), " ") == expected) end  --> true
  --> true
  --> true
  --> true
print(expected:sub(1, 30))  --> 0 15 16 22 27 37 43 49 53 98 1
