-- Operands that are captured variables, beside operands that end with jumps.
local n, t, k, yes = 5, {}, "k", true
local function capture() return n, t, k, yes end
local _, message = pcall(function() local a local function f() return a end if a > (n ~= 3.5) then end end)
print(message:match("attempt.*")) --> attempt to compare boolean with nil
_, message = pcall(function() local a = 1 local function f() return a end return a >= (n ~= 5 and n) end)
print(message:match("attempt.*")) --> attempt to compare boolean with number
local function greater(a, b)
  local function f() return a, b end
  return a > (b == 1 and 2 or 7), a >= (b and 3), a < (b or 1), a == (b == 2), a ~= (not b)
end
print(greater(3, 1)) --> true	true	false	false	true
print(greater(3, 2)) --> false	true	false	false	true
print(yes == (n == 5), (n == 5) == yes, yes ~= (n < 3), n + #{n == 5}) --> true	true	true	6
t[k] = n == 5
t[n] = n ~= 5 or k
print(t.k, t[5], t[k] == (n == 5)) --> true	k	true
t[yes], t[n > 3 and 1] = n > 4, not yes
print(t[true], t[1], n .. (n == 5 and "y" or "n"), -n > (n > 1 and 0 or 1)) --> true	false	5y	false
