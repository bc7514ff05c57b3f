print(tonumber(5), tonumber(5.5), tonumber("5"), tonumber("5.5"), tonumber("0x1F"), tonumber("1e2"))  --> 5	5.5	5	5.5	31	100.0
print(tonumber("  12  "), tonumber("\t\n7\r\f\v"), tonumber("-3"), tonumber("+3"), tonumber("- 3"), tonumber("--3"))  --> 12	7	-3	3	nil	nil
print(tonumber(""), tonumber(" "), tonumber("x"), tonumber("1x"), tonumber("1 2"), tonumber("1e"), tonumber("0x"), tonumber("."))  --> nil	nil	nil	nil	nil	nil	nil	nil
print(tonumber("1."), tonumber(".5"), tonumber("5e-1"), tonumber("5E+1"), tonumber("0x.8"), tonumber("0x8."), tonumber("0x1p4"), tonumber("0xA.8p1"))  --> 1.0	0.5	0.5	50.0	0.5	8.0	16.0	21.0
print(tonumber("inf"), tonumber("nan"), tonumber("infinity"), tonumber("1e1000"), tonumber("-1e1000"), tonumber("1e-1000"))  --> nil	nil	nil	inf	-inf	0.0
print(tonumber("9223372036854775807"), tonumber("9223372036854775808"), tonumber("-9223372036854775808"), tonumber("-9223372036854775809"))  --> 9223372036854775807	9.2233720368548e+18	-9223372036854775808	-9.2233720368548e+18
print(tonumber("0xffffffffffffffff"), tonumber("0x1ffffffffffffffff"), tonumber("0x7fffffffffffffff"), tonumber("-0x8000000000000000"))  --> -1	-1	9223372036854775807	-9223372036854775808
print(tonumber("1\0"), tonumber("1_000"), tonumber("1,5"), tonumber("0b1"), tonumber("1f"), tonumber("1L"))  --> nil	nil	nil	nil	nil	nil
print(tonumber(nil), tonumber(true), tonumber({}), tonumber(print))  --> nil	nil	nil	nil
print(math.type(tonumber("3")), math.type(tonumber("3.0")), math.type(tonumber("1e1")), math.type(tonumber("0x10")), math.type(tonumber("0x1p1")))  --> integer	float	float	integer	float
print(pcall(tonumber))  --> false	bad argument #1 to 'tonumber' (value expected)
print(tonumber("0x-1"), tonumber("-0x1"), tonumber("0X1f"), tonumber("1E1"), tonumber("00012"), tonumber("-0"), tonumber("-0.0"))  --> nil	-1	31	10.0	12	0	-0.0
print(tonumber(("9"):rep(400)), tonumber(("0"):rep(300) .. "1"), tonumber("0." .. ("0"):rep(300) .. "1") == 1e-301)  --> inf	1	true
