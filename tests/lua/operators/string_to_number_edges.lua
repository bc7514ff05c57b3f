print(tonumber("0x"), tonumber(""), tonumber(" "), tonumber("."), tonumber("0x."), tonumber("e1"))  --> nil	nil	nil	nil	nil	nil
print(tonumber("1e1"), tonumber("1E+1"), tonumber(".5"), tonumber("5."), tonumber("+5"), tonumber("-5"))  --> 10.0	10.0	0.5	5.0	5	-5
print(tonumber("- 5"), tonumber("--5"), tonumber("+-5"), tonumber("5 5"))  --> nil	nil	nil	nil
print(tonumber("  0x1F  "), tonumber("-0x10"), tonumber("0x1p-2"), tonumber("-0x.8"))  --> 31	-16	0.25	-0.5
print(tonumber("9223372036854775807"), tonumber("9223372036854775808"), tonumber("-9223372036854775808"))  --> 9223372036854775807	9.2233720368548e+18	-9223372036854775808
print(tonumber("-9223372036854775809"), tonumber("0xffffffffffffffffff"))  --> -9.2233720368548e+18	-1
print(tonumber("inf"), tonumber("nan"), tonumber("infinity"), tonumber("0xinf"))  --> nil	nil	nil	nil
print(tonumber("1\0"), tonumber("1\n"), tonumber("\v1\f"), tonumber("1_0"))  --> nil	1	1	nil
print(tonumber("1e400"), tonumber("-1e400"), tonumber("1e-400"), tonumber("-1e-400"))  --> inf	-inf	0.0	-0.0
print(tonumber("0" .. ("0"):rep(500) .. "7"), tonumber("1" .. ("0"):rep(100)) == 1e100)  --> 7	true
print(tonumber("0x" .. ("0"):rep(300) .. "8"), tonumber("0." .. ("0"):rep(200) .. "1") == 1e-201)  --> 8	true
print(tonumber("1e"), tonumber("1e+"), tonumber("1p1"), tonumber("0x1e1"), tonumber("0x1e+1"))  --> nil	nil	nil	481	nil
print(tonumber("1 a"), tonumber("a1"), tonumber("1.2.3"), tonumber("1..2"))  --> nil	nil	nil	nil
