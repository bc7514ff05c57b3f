-- Allocation and collection of many small trees while a large one stays alive.
local function build(depth)
  if depth == 0 then return {} end
  depth = depth - 1
  return { build(depth), build(depth) }
end

local function count(tree)
  local left = tree[1]
  if not left then return 1 end
  return 1 + count(left) + count(tree[2])
end

local max_depth = 14
local long_lived = build(max_depth)
for depth = 4, max_depth, 2 do
  local rounds = 1 << (max_depth - depth + 5)
  local nodes = 0
  for _ = 1, rounds do nodes = nodes + count(build(depth)) end
  print(depth, rounds, nodes)
end
print(count(long_lived))
