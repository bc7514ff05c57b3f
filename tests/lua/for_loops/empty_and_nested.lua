for i = 1, 0 do print "never" end
for _ in pairs({}) do print "never" end
for i = 1, 3 do end
local count = 0
for i = 1, 3 do for j = i, 3 do for k = j, 3 do count = count + 1 end end end
print(count)  --> 10
for i = 1, 2 do
  local i = i * 10
  for i = i, i + 1 do print(i) end  --> 10
    --> 11
  print("after", i)  --> after	10
    --> 20
    --> 21
    --> after	20
end
local r = {}
for i = 1, 3 do
  local j = 3
  while j > 0 do
    repeat r[#r + 1] = i * j; j = j - 1 until j % 2 == 0
  end
end
print(table.concat(r, " "))  --> 3 2 1 6 4 2 9 6 3
