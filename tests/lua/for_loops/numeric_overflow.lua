-- The counter never wraps around.
local maxi, mini = math.maxinteger, math.mininteger
local function run(a, b, c)
  local n, last = 0, nil
  for i = a, b, c or 1 do
    n, last = n + 1, i
    if n >= 5 then break end
  end
  print(n, last)
end
run(maxi - 2, maxi)  --> 3	9223372036854775807
run(maxi, maxi)  --> 1	9223372036854775807
run(maxi - 1, math.huge)  --> 2	9223372036854775807
run(maxi - 10, maxi, 4)  --> 3	9223372036854775805
run(mini + 2, mini, -1)  --> 3	-9223372036854775808
run(mini, mini)  --> 1	-9223372036854775808
run(mini, mini, -1)  --> 1	-9223372036854775808
run(mini + 1, -math.huge, -1)  --> 2	-9223372036854775808
run(mini, maxi, maxi)  --> 3	9223372036854775806
run(maxi, mini, mini)  --> 2	-1
run(mini, maxi, 1 << 62)  --> 4	4611686018427387904
run(maxi, mini, -maxi)  --> 3	-9223372036854775807
run(1, maxi, maxi)  --> 1	1
run(-1, mini, mini)  --> 1	-1
run(1, 2^63)  --> 5	5
run(1, 2^70, 1 << 61)  --> 4	6917529027641081857
run(-1, -2^70, mini)  --> 1	-1
run(1, -2^70)  --> 0	nil
run(-1, 2^70, -1)  --> 0	nil
run(maxi, 2^63 + 1)  --> 1	9223372036854775807
run(maxi + 1.0, maxi)  --> 5	9.2233720368548e+18
run(0, mini)  --> 0	nil
run(1, mini, -maxi)  --> 2	-9223372036854775806
