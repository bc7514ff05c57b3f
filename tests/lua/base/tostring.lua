print(tostring(nil), tostring(true), tostring(false))  --> nil	true	false
print(tostring(0), tostring(-0), tostring(12345), tostring(math.mininteger), tostring(math.maxinteger))  --> 0	0	12345	-9223372036854775808	9223372036854775807
print(tostring(0.0), tostring(-0.0), tostring(1.5), tostring(1e15), tostring(1e16), tostring(1e100), tostring(2^63), tostring(-2^53))  --> 0.0	-0.0	1.5	1e+15	1e+16	1e+100	9.2233720368548e+18	-9.007199254741e+15
print(tostring(0.1), tostring(1/3), tostring(100.0), tostring(1e-5), tostring(123456.789e3), tostring(3.14159265358979))  --> 0.1	0.33333333333333	100.0	1e-05	123456789.0	3.1415926535898
print(tostring(1/0), tostring(-1/0), tostring(0/0) == tostring(0/0), tostring(0/0):sub(-3))  --> inf	-inf	true	nan
print(tostring("text"), tostring(""), #tostring("a\0b"))  --> text		3
print(type(tostring(1)), nil == tostring)  --> string	false
print(pcall(tostring))  --> false	bad argument #1 to 'tostring' (value expected)
print(tostring(1, 2), select("#", tostring(1, 2)))  --> 1	1
local a, b = {}, {}
print(tostring(print) == tostring(print), tostring(a) == tostring(b))  --> true	false
