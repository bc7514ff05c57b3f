-- Many short-lived coroutines, and a recursive generator.
local yield, wrap = coroutine.yield, coroutine.wrap

local function body(a)
  local b = yield(a + 1)
  return a * b
end

local check = 0
for i = 1, 1100000 do
  local co = coroutine.create(body)
  local _, x = coroutine.resume(co, i)
  local _, y = coroutine.resume(co, 2)
  check = check + x + y
end

local function walk(tree)
  if tree then
    walk(tree.left)
    yield(tree.key)
    walk(tree.right)
  end
end

local function build(low, high)
  if low > high then return nil end
  local mid = (low + high) // 2
  return { key = mid, left = build(low, mid - 1), right = build(mid + 1, high) }
end

local tree = build(1, 15)
for _ = 1, 70000 do
  for key in wrap(function() walk(tree) end) do check = check + key end
end
print(check)
