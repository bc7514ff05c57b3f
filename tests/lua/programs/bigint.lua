-- Factorials and Fibonacci numbers beyond 64 bits.
local BASE = 10000000
local Big = {}
Big.__index = Big
local function big(n)
  local r = setmetatable({}, Big)
  repeat r[#r + 1] = n % BASE; n = n // BASE until n == 0
  return r
end
Big.__add = function(a, b)
  local r, carry = setmetatable({}, Big), 0
  for i = 1, math.max(#a, #b) do
    local s = (a[i] or 0) + (b[i] or 0) + carry
    r[i], carry = s % BASE, s // BASE
  end
  if carry > 0 then r[#r + 1] = carry end
  return r
end
Big.__mul = function(a, b)
  local r = setmetatable({}, Big)
  for i = 1, #a + #b do r[i] = 0 end
  for i = 1, #a do
    local carry = 0
    for j = 1, #b do
      local s = a[i] * b[j] + r[i + j - 1] + carry
      r[i + j - 1], carry = s % BASE, s // BASE
    end
    r[i + #b] = r[i + #b] + carry
  end
  while #r > 1 and r[#r] == 0 do r[#r] = nil end
  return r
end
Big.__tostring = function(a)
  local parts = {tostring(a[#a])}
  for i = #a - 1, 1, -1 do parts[#parts + 1] = ("%07d"):format(a[i]) end
  return table.concat(parts)
end
Big.__lt = function(a, b)
  if #a ~= #b then return #a < #b end
  for i = #a, 1, -1 do if a[i] ~= b[i] then return a[i] < b[i] end end
  return false
end
local f = big(1)
for i = 2, 50 do f = f * big(i) end
print(f)  --> 30414093201713378043612608166064768844377641568960512000000000000
local a, b = big(0), big(1)
for i = 1, 200 do a, b = b, a + b end
print(a)  --> 280571172992510140037611932413038677189525
print(a < b, b < a, a < a)  --> true	false	false
