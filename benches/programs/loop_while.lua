-- `while` and `repeat` loops with comparisons and branches: collatz lengths.
local function longest(limit)
  local best, best_len = 0, 0
  local start = 1
  while start <= limit do
    local n, len = start, 1
    while n ~= 1 do
      if n % 2 == 0 then
        n = n // 2
      else
        n = 3 * n + 1
      end
      len = len + 1
    end
    if len > best_len then
      best, best_len = start, len
    end
    start = start + 1
  end
  return best, best_len
end

local function digits(limit)
  local total = 0
  local i = 0
  repeat
    local n = i
    repeat
      total = total + n % 10
      n = n // 10
    until n == 0
    i = i + 1
  until i > limit
  return total
end

print(longest(220000))
print(digits(800000))
