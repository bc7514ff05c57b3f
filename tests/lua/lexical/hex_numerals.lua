print(0x10, 0XfF, 0xA)  --> 16	255	10
print(0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff)  --> 9223372036854775807	-9223372036854775808	-1
print(0x1ffffffffffffffff)  --> -1
print(0x123456789abcdef012345)  --> 7460683158682411845
print(0x0000000000000000000000001)  --> 1
print(0x.8, 0x8., 0x1.8, 0xA.8p0)  --> 0.5	8.0	1.5	10.5
print(0x1p4, 0x1P-1, 0x1p+3, 0x.1p4, 0xA23p-4)  --> 16.0	0.5	8.0	1.0	162.1875
print(0x1.fffffffffffffp1023)  --> 1.7976931348623e+308
print(0x1p-1074)  --> 4.9406564584125e-324
print(0X1.921FB54442D18P+1)  --> 3.1415926535898
print(0x1p1024, 0x1p-1080)  --> inf	0.0
print(math.type(0x10), math.type(0x10p0), math.type(0x1.0))  --> integer	float	float
print(0xep1, 0xe+1)  --> 28.0	15
print(0x3fffffffffffff.8p0)  --> 1.8014398509482e+16
