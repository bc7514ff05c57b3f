-- Float arithmetic inside a function.
local function leibniz(terms)
  local sum, sign = 0.0, 1.0
  for k = 0, terms - 1 do
    sum = sum + sign / (2.0 * k + 1.0)
    sign = -sign
  end
  return 4.0 * sum
end

local function drift(steps)
  local x, v = 1.0, 0.0
  for _ = 1, steps do
    v = v - x * 0.001
    x = x + v * 0.001
  end
  return x
end

print(string.format("%.10f %.10f", leibniz(20000000), drift(20000000)))
