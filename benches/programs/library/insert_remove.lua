-- table.insert and table.remove at the end, in the middle and at the front.
local insert, remove = table.insert, table.remove
local sum = 0
for round = 1, 70 do
  local t = {}
  for i = 1, 10000 do insert(t, i) end
  for i = 1, 10000 do sum = sum + remove(t) end
  for i = 1, 2000 do
    insert(t, 1, i)
    if #t > 40 then sum = sum + remove(t, 20) end
    if i % 3 == 0 then sum = sum + remove(t, 1) end
  end
end
print(sum)
