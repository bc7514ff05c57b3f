-- With a float among start and step the loop counts in floats.
local function run(a, b, c)
  local t = {}
  for i = a, b, c or 1 do t[#t + 1] = tostring(i) end
  print(#t, table.concat(t, " "))
end
run(1.0, 3)  --> 3	1.0 2.0 3.0
run(1, 3.0)  --> 3	1 2 3
run(1, 3.7)  --> 3	1 2 3
run(1, 3, 1.0)  --> 3	1.0 2.0 3.0
run(0, 1, 0.25)  --> 5	0.0 0.25 0.5 0.75 1.0
run(1, 0, -0.25)  --> 5	1.0 0.75 0.5 0.25 0.0
run(1.5, 4)  --> 3	1.5 2.5 3.5
run(0.1, 0.5, 0.1)  --> 5	0.1 0.2 0.3 0.4 0.5
run(-0.0, 0.0)  --> 1	-0.0
run(1, 2.5, 0.5)  --> 4	1.0 1.5 2.0 2.5
run(3, 1.5, -1)  --> 2	3 2
run(1.0, 2^54, 2^52)  --> 5	1.0 4.5035996273705e+15 9.007199254741e+15 1.3510798882111e+16 1.8014398509482e+16
for i = math.huge, 1 do print "never" end
for i = 1, -math.huge do print "never" end
for i = 1, 0/0 do print "never" end
for i = 0/0, 1 do print "never" end  --> never
for i = 1.0, 3.0 do print(math.type(i), i) end  --> float	1.0
  --> float	2.0
  --> float	3.0
for i = 1, 2 do print(math.type(i), i) end  --> integer	1
  --> integer	2
