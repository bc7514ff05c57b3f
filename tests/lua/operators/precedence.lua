print(2 + 3 * 4, (2 + 3) * 4)  --> 14	20
print(2 ^ 3 ^ 2, (2 ^ 3) ^ 2)  --> 512.0	64.0
print(-2 ^ 2, (-2) ^ 2, 2 ^ -1)  --> -4.0	4.0	0.5
print(not nil == true, not (nil == true))  --> true	true
print(1 .. 2 .. 3)  --> 123
print("a" .. 1 + 2)  --> a3
print(1 + 2 .. "")  --> 3
print(1 << 2 + 1, (1 << 2) + 1)  --> 8	5
print(5 & 3 | 8, 5 & (3 | 8))  --> 9	1
print(5 | 3 ~ 1, (5 | 3) ~ 1)  --> 7	6
print(6 ~ 3 & 1, (6 ~ 3) & 1)  --> 7	1
print(1 | 2 < 4, 3 == 1 | 2)  --> true	true
print(1 .. 2 == "12", "a" .. "b" < "b")  --> true	true
print(2 * 3 % 4, 7 // 2 * 2, 7 / 2 * 2)  --> 2	6	7.0
print(-3 % 5, -(3 % 5))  --> 2	-3
print(not 1 == 2, not (1 == 2))  --> false	true
print(#"abc" + 1, -#"abc", ~#"abc")  --> 4	-3	-4
print(- - 2, not not 1, ~~5, - -"2")  --> 2	true	5	2
print(2 ^ 2 * 3, 2 * 3 ^ 2, -2 ^ -2)  --> 12.0	18.0	-0.25
print(1 or error("no") and 2)  --> 1
print(nil and 1 or 2, false or nil and 1)  --> 2	nil
print(1 < 2 and 2 < 3, 1 < 2 == true)  --> true	true
print(7 - 3 - 2, 7 - (3 - 2), 64 / 4 / 2, 64 // 5 // 2)  --> 2	6	8.0	6
print(1 << 1 << 1, 256 >> 2 >> 1, 2 .. 3 ^ 2)  --> 4	32	29.0
print(1 << 63 >> 63, ~0 >> 1, 3 & ~1)  --> 1	9223372036854775807	2
