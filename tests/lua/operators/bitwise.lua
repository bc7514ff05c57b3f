print(0xF0 & 0x3C, 0xF0 | 0x0F, 0xF0 ~ 0xFF, ~0)  --> 48	255	15	-1
print(1 << 4, 256 >> 4, 1 << 62, 1 << 63, 1 << 64)  --> 16	16	4611686018427387904	-9223372036854775808	0
print(-1 >> 1, -1 >> 63, -1 >> 64, -1 << 63, -1 << 64)  --> 9223372036854775807	1	0	-9223372036854775808	0
print(1 << -1, 4 << -1, 4 >> -1, 1 >> -63, 1 >> -64)  --> 0	2	8	-9223372036854775808	0
print(1 << math.maxinteger, 1 >> math.mininteger, 1 << math.mininteger)  --> 0	0	0
print(~5, ~-1, ~math.maxinteger == math.mininteger)  --> -6	0	true
print(3.0 & 1, 2^53 | 0, 7.0 ~ 2, 1e2 << 1.0)  --> 1	9007199254740992	5	200
print(math.type(3.0 | 0), math.type(~2.0))  --> integer	integer
local a, b = 0xFF, 8
print(a & b, a | b, a ~ b, a << b, a >> b, ~a)  --> 8	255	247	65280	0	-256
print(a & 15, 15 & a, a | 256, 256 | a, a ~ 1, 1 ~ a, a << 1, 1 << b, a >> 1, 1024 >> b)  --> 15	15	511	511	254	254	510	256	127	4
print(a << -1, a >> -1, -1 << b, 2 << b, a << 63, a >> 63)  --> 127	510	-256	512	-9223372036854775808	0
print(a & 0xFFFFFFFFFFFF, 1e3 & a, a & 7.0)  --> 255	232	7
print(-1 & math.mininteger, math.maxinteger | math.mininteger)  --> -9223372036854775808	-1
