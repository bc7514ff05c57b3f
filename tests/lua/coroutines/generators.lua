-- Recursive generators.
local function permgen(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(a)
  else
    for i = 1, n do
      a[n], a[i] = a[i], a[n]
      permgen(a, n - 1)
      a[n], a[i] = a[i], a[n]
    end
  end
end
for p in coroutine.wrap(function() permgen {1, 2, 3} end) do print(table.concat(p, " ")) end  --> 2 3 1
  --> 3 2 1
  --> 3 1 2
  --> 1 3 2
  --> 2 1 3
  --> 1 2 3
local function walk(tree)
  if tree then
    walk(tree.left)
    coroutine.yield(tree.value)
    walk(tree.right)
  end
end
local function insert(tree, v)
  if not tree then return {value = v} end
  if v < tree.value then tree.left = insert(tree.left, v) else tree.right = insert(tree.right, v) end
  return tree
end
local tree
for _, v in ipairs {5, 2, 8, 1, 9, 3} do tree = insert(tree, v) end
local values = {}
for v in coroutine.wrap(function() walk(tree) end) do values[#values + 1] = v end
print(table.concat(values, " "))  --> 1 2 3 5 8 9
local function nested(n)
  return coroutine.wrap(function()
    if n > 0 then
      for v in nested(n - 1) do coroutine.yield(v) end
    end
    coroutine.yield(n)
  end)
end
values = {}
for v in nested(20) do values[#values + 1] = v end
print(table.concat(values, " "))  --> 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
-- the sieve as a chain of filters
local function gen(n) return coroutine.wrap(function() for i = 2, n do coroutine.yield(i) end end) end
local function filter(p, g) return coroutine.wrap(function() for n in g do if n % p ~= 0 then coroutine.yield(n) end end end) end
local x, primes = gen(60), {}
while true do
  local n = x()
  if n == nil then break end
  primes[#primes + 1] = n
  x = filter(n, x)
end
print(table.concat(primes, " "))  --> 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59
