-- The loop variable is a copy: assigning to it does not change the count.
for i = 1, 3 do
  local seen = i
  i = i * 10
  print(seen, i)  --> 1	10
    --> 2	20
    --> 3	30
end
for k, v in ipairs {"a", "b"} do
  v = v .. "!"
  print(k, v)  --> 1	a!
    --> 2	b!
end
