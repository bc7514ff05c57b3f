-- A float limit is rounded towards the start when the loop counts in integers.
local function last(a, b, c)
  local l
  for i = a, b, c do l = i end
  return l
end
print(last(1, 3.9, 1), last(1, 0.9, 1), last(-1, -3.9, -1), last(-1, -0.5, -1))  --> 3	nil	-3	nil
print(last(1, 2.999999999, 1), last(3, 1.5, -1), last(-5, -2.5, 1), last(5, 2.5, -1))  --> 2	2	-3	3
print(last(1, 1e300, 1 << 62), last(-1, -1e300, -(1 << 62)))  --> 4611686018427387905	-4611686018427387905
print(last(1, -1e300, 1), last(1, 1e300, -1))  --> nil	nil
print(last(9007199254740993, 9007199254740993.0, 1), last(9007199254740991, 9007199254740993, 1))  --> nil	9007199254740993
