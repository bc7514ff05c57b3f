-- Coroutines as a pipeline: a producer, two filters and a consumer, each written as a plain loop.
local yield, wrap = coroutine.yield, coroutine.wrap

local function numbers_from(n)
  return wrap(function()
    while true do
      yield(n)
      n = n + 1
    end
  end)
end

-- Passes on what `source` gives, without the multiples of `divisor`.
local function without_multiples(source, divisor)
  return wrap(function()
    for n in source do
      if n % divisor ~= 0 then yield(n) end
    end
  end)
end

-- The sieve of Eratosthenes: one more filter for each prime that comes through.
local function primes()
  return wrap(function()
    local source = numbers_from(2)
    while true do
      local prime = source()
      yield(prime)
      source = without_multiples(source, prime)
    end
  end)
end

local function in_groups(source, size)
  return wrap(function()
    local group = {}
    for value in source do
      group[#group + 1] = value
      if #group == size then
        yield(table.unpack(group))
        group = {}
      end
    end
  end)
end

local shown = 0
for a, b, c, d, e in in_groups(primes(), 5) do
  print(a, b, c, d, e)
  shown = shown + 1
  if shown == 5 then break end
end
