-- Closures made in one scope share its variables.
local function counter()
  local n = 0
  return function() n = n + 1; return n end, function() return n end, function(v) n = v end
end
local inc, get, set = counter()
inc() inc()
print(get())  --> 2
set(10)
print(inc(), get())  --> 11	11
local inc2, get2 = counter()
print(inc2(), get2(), get())  --> 1	1	11
-- also while the scope is alive
local x = 1
local function addx(n) x = x + n; return x end
x = 5
print(addx(1), x)  --> 6	6
x = 100
print(addx(1), x)  --> 101	101
-- and between levels
local function outer()
  local v = 0
  local function middle()
    local function inner() v = v + 1; return v end
    inner()
    return inner
  end
  return middle(), middle(), function() return v end
end
local a, b, read = outer()
print(read(), a(), b(), read())  --> 2	3	4	4
