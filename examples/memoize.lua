-- Remembers the results of a function of one argument, and counts what that saves.
local function memoize(f)
  local results = {}
  return function(x)
    local result = results[x]
    if result == nil then
      result = f(x)
      results[x] = result
    end
    return result
  end
end

local calls = 0
local function slow_fib(n)
  calls = calls + 1
  if n < 2 then return n end
  return slow_fib(n - 1) + slow_fib(n - 2)
end
print("fib(25) =", slow_fib(25), "calls:", calls)

calls = 0
local fib
fib = memoize(function(n)
  calls = calls + 1
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end)
print("fib(90) =", fib(90), "calls:", calls)
