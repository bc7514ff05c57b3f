-- table.insert and table.remove: at the end, in the middle and at the front.
local insert, remove = table.insert, table.remove

local function stack(n)
  local t, sum = {}, 0
  for i = 1, n do
    insert(t, i)
    insert(t, i * 2)
    sum = sum + remove(t)
  end
  while #t > 0 do sum = sum + remove(t) end
  return sum
end

local function queue(n)
  local t, sum = {}, 0
  for i = 1, n do
    insert(t, 1, i)
    if #t > 64 then sum = sum + remove(t) end
    if i % 16 == 0 then sum = sum + remove(t, 32 % #t + 1) end
  end
  return sum
end

print(stack(2000000), queue(450000))
