-- `__index` and `__newindex` functions, and `__call`.
local function proxy(target)
  local reads, writes = 0, 0
  return setmetatable({}, {
    __index = function(_, key)
      reads = reads + 1
      return target[key]
    end,
    __newindex = function(_, key, value)
      writes = writes + 1
      target[key] = value
    end,
    __call = function(_, delta)
      return reads + writes + delta
    end,
  })
end

local p = proxy({ x = 0, y = 1, 5, 6, 7 })
local sum = 0
for i = 1, 3600000 do
  p.x = p.x + p.y
  sum = sum + p[i % 3 + 1]
  if i % 4 == 0 then sum = sum + p(1) % 3 end
end
print(p.x, sum, p(0))
