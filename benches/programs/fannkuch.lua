-- Fannkuch: flips of permutations, small integer arrays.
local function fannkuch(n)
  local perm, work, count = {}, {}, {}
  for i = 1, n do perm[i], count[i] = i, i end
  local sign, max_flips, checksum = 1, 0, 0
  while true do
    local first = perm[1]
    if first ~= 1 then
      for i = 2, n do work[i] = perm[i] end
      local flips = 1
      while true do
        local next_first = work[first]
        if next_first == 1 then break end
        work[first] = first
        local low, high = 2, first - 1
        while low < high do
          work[low], work[high] = work[high], work[low]
          low, high = low + 1, high - 1
        end
        first = next_first
        flips = flips + 1
      end
      if flips > max_flips then max_flips = flips end
      checksum = checksum + sign * flips
    end
    if sign == 1 then
      perm[1], perm[2] = perm[2], perm[1]
      sign = -1
    else
      perm[2], perm[3] = perm[3], perm[2]
      sign = 1
      local i = 3
      while true do
        if count[i] ~= 1 then
          count[i] = count[i] - 1
          break
        end
        if i == n then return checksum, max_flips end
        count[i] = i
        local moved = perm[1]
        for k = 1, i do perm[k] = perm[k + 1] end
        perm[i + 1] = moved
        i = i + 1
      end
    end
  end
end

for n = 3, 9 do print(fannkuch(n)) end
for _ = 1, 3 do print(fannkuch(9)) end
