local function run(a, b, c)
  local t = {}
  if c == nil then
    for i = a, b do t[#t + 1] = tostring(i) end
  else
    for i = a, b, c do t[#t + 1] = tostring(i) end
  end
  print(#t, table.concat(t, " "))
end
run(1, 5)  --> 5	1 2 3 4 5
run(5, 1)  --> 0	
run(5, 1, -1)  --> 5	5 4 3 2 1
run(1, 5, 2)  --> 3	1 3 5
run(1, 6, 2)  --> 3	1 3 5
run(3, 3)  --> 1	3
run(3, 3, -1)  --> 1	3
run(0, 10, 3)  --> 4	0 3 6 9
run(10, 0, -4)  --> 3	10 6 2
run(-3, 3)  --> 7	-3 -2 -1 0 1 2 3
run(1, 0)  --> 0	
run(1, 3, 100)  --> 1	1
run(1, -3, -100)  --> 1	1
