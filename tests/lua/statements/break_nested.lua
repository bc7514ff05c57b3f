-- break leaves the innermost loop only.
for i = 1, 3 do
  for j = 1, 3 do
    if j == i then break end
    print(i, j)  --> 2	1
      --> 3	1
      --> 3	2
  end
  while true do
    repeat break until false
    break
  end
end
for i = 1, 10 do
  do do if i == 3 then print("out at", i) break end end end  --> out at	3
end
local function find(t, x)
  local at
  for i, v in ipairs(t) do
    if v == x then at = i; break end
  end
  return at
end
print(find({5, 6, 7}, 6), find({}, 1))  --> 2	nil
-- break may be followed by statements
for i = 1, 2 do break print(i) end
while true do break; local unreachable end
print("end")  --> end
