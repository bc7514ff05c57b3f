-- Operands that are small, large, negative, float or string constants.
local i, f, s, n = 10, 2.5, "str", nil
print(i + 1, i - 1, i + 100, i - 100, i + 1000, i + 100000, 1 + i, 1 - i, 1000 - i)  --> 11	9	110	-90	1010	100010	11	-9	990
print(i * 2, 2 * i, i / 4, 4 / i, i // 3, 3 // i, i % 3, 3 % i, i ^ 2, 2 ^ i)  --> 20	20	2.5	0.4	3	0	1	3	100.0	1024.0
print(f + 1, 1 + f, f - 0.5, 0.5 - f, f * 2, f // 1, f % 1, f ^ 2, -f)  --> 3.5	3.5	2.0	-2.0	5.0	2.0	0.5	6.25	-2.5
print(i & 6, 6 & i, i | 5, 5 | i, i ~ 3, 3 ~ i, i << 2, 2 << i, i >> 1, 1000 >> i, i << -1, i >> -1)  --> 2	2	15	15	9	9	40	2048	5	0	5	20
print(i == 10, i == 10.0, i == 11, i ~= 10, 10 == i, f == 2.5, s == "str", s ~= "str", n == nil, i == nil, i == "10")  --> true	true	false	false	true	true	true	false	true	false	false
print(i < 11, i <= 10, i > 9, i >= 10, 11 > i, 10 >= i, 9 < i, 10 <= i, i < 10.5, i > 9.5, 10.5 > i, i <= -1, -1 < i)  --> true	true	true	true	true	true	true	true	true	true	true	false	true
print(i < 1000, i > -1000, i < 1e10, f < 3, f > 2, f <= 2.5, f >= 127, f > -128, f < 128)  --> true	true	true	true	true	true	false	true	true
local big = 2^53
print(big == 9007199254740992, big + 1 == 9007199254740993, 9007199254740993 > big, i < math.huge, i > -math.huge)  --> true	false	true	true	true
local m = math.mininteger
print(m == -9223372036854775807 - 1, m - 1 == math.maxinteger, -m == m, m // -1 == m, m % -1, m < m + 1, m - 1 > 0)  --> true	true	true	true	0	true	true
print(i + 127, i - 128, i + 128, i - 129, i * -1, i // -3, i % -3, -7 // i, -7 % i)  --> 137	-118	138	-119	-10	-4	-2	-1	3
