-- All placements of n queens by backtracking.
local function queens(n)
  local columns, rising, falling = {}, {}, {}
  local found = 0
  local function place(row)
    if row > n then
      found = found + 1
      return
    end
    for col = 1, n do
      if not columns[col] and not rising[row + col] and not falling[row - col + n] then
        columns[col], rising[row + col], falling[row - col + n] = true, true, true
        place(row + 1)
        columns[col], rising[row + col], falling[row - col + n] = false, false, false
      end
    end
  end
  place(1)
  return found
end

for n = 4, 12 do print(n, queens(n)) end
for _ = 1, 3 do print(queens(11)) end
