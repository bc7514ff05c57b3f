-- Values passed back and forth between a coroutine and its resumer.
local resume, yield, wrap = coroutine.resume, coroutine.yield, coroutine.wrap

local accumulator = coroutine.create(function(first)
  local total = first
  while true do
    total = total + yield(total)
  end
end)

local check = 0
for i = 1, 4000000 do
  local _, total = resume(accumulator, i % 10)
  check = check + total % 7
end

local function range(n)
  return wrap(function()
    for i = 1, n do yield(i, i * 2) end
  end)
end
for _ = 1, 26 do
  for a, b in range(100000) do check = check + b - a end
end
print(check, coroutine.status(accumulator))
