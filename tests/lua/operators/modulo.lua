print(7 % 3, -7 % 3, 7 % -3, -7 % -3)  --> 1	2	-2	-1
print(6 % 3, -6 % 3, 6 % -3)  --> 0	0	0
print(5.5 % 2, -5.5 % 2, 5.5 % -2, -5.5 % -2)  --> 1.5	0.5	-0.5	-1.5
print(1 % math.huge, -1 % math.huge, 1 % -math.huge, -1 % -math.huge)  --> 1.0	inf	-inf	-1.0
print(0.0 % 1, -0.0 % 1, 1 / (0.0 % 1), 1 / (-0.0 % 1), 1 / (3.0 % -3))  --> 0.0	-0.0	inf	-inf	inf
print(5 % 0.0 ~= 5 % 0.0, math.huge % 2 ~= math.huge % 2)  --> true	true
print(math.mininteger % 2, math.mininteger % -1, math.maxinteger % -2)  --> 0	0	-1
print(math.mininteger % math.maxinteger, math.maxinteger % math.mininteger)  --> 9223372036854775806	-1
print(1e15 % 7, -1e15 % 7, 2^53 % 3)  --> 6.0	1.0	2.0
local a, b = -7, 3
print(a % b, a % -b, -a % b, a % 3, -7 % b, a % 3.0, a % -3.0)  --> 2	-1	1	2	2	2.0	-1.0
for i = -3, 3 do
  print(i, i % 2, i % -2, i % 2.0, i % -2.0)  --> -3	1	-1	1.0	-1.0
  --> -2	0	0	-0.0	-0.0
  --> -1	1	-1	1.0	-1.0
  --> 0	0	0	0.0	0.0
  --> 1	1	-1	1.0	-1.0
  --> 2	0	0	0.0	0.0
  --> 3	1	-1	1.0	-1.0
end
