-- goto to the end of the body works as continue.
for i = 1, 5 do
  if i % 2 == 0 then goto continue end
  print(i)  --> 1
    --> 3
    --> 5
  ::continue::
end
local i = 0
while i < 4 do
  i = i + 1
  if i == 2 then goto next end
  print("while", i)  --> while	1
    --> while	3
    --> while	4
  ::next::
end
repeat
  i = i - 1
  if i == 1 then goto again end
  print("repeat", i)  --> repeat	3
    --> repeat	2
    --> repeat	0
  ::again::
until i == 0
for _, v in ipairs {"a", "b", "c"} do
  for j = 1, 2 do
    if v == "b" then goto outer end
    print(v, j)  --> a	1
      --> a	2
      --> c	1
      --> c	2
  end
  ::outer::
end
