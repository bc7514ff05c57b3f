print(math.sqrt(16), math.sqrt(2), math.sqrt(0), math.sqrt(-1) ~= math.sqrt(-1))  --> 4.0	1.4142135623731	0.0	true
print(math.exp(0), math.exp(1), math.log(1), math.log(math.exp(1)), math.log(0))  --> 1.0	2.718281828459	0.0	1.0	-inf
print(math.log(8, 2), math.log(100, 10), math.log(1024, 2), math.log(2, 4))  --> 3.0	2.0	10.0	0.5
print(math.sin(0), math.cos(0), math.tan(0), math.sin(math.pi / 2), math.cos(math.pi))  --> 0.0	1.0	0.0	1.0	-1.0
print(string.format("%.10f %.10f %.10f", math.sin(1), math.cos(1), math.tan(1)))  --> 0.8414709848 0.5403023059 1.5574077247
print(string.format("%.10f %.10f %.10f", math.asin(1), math.acos(0), math.atan(1)))  --> 1.5707963268 1.5707963268 0.7853981634
print(string.format("%.10f %.10f", math.atan(1, -1), math.atan(-1, -1)), math.atan(0, 1))  --> 2.3561944902 -2.3561944902	0.0
print(math.deg(math.pi), math.rad(180) == math.pi)  --> 180.0	true
print(math.pi, math.huge, -math.huge, math.maxinteger, math.mininteger)  --> 3.1415926535898	inf	-inf	9223372036854775807	-9223372036854775808
print(math.huge == 1/0, math.pi == 3.141592653589793, math.maxinteger + 1 == math.mininteger)  --> true	true	true
print(math.ult(1, 2), math.ult(-1, 2), math.ult(2, -1), math.ult(0, 0), math.ult(math.maxinteger, math.mininteger))  --> true	false	true	false	true
print(pcall(math.sqrt, "x"))  --> false	bad argument #1 to 'math.sqrt' (number expected, got string)
print(pcall(math.sin))  --> false	bad argument #1 to 'math.sin' (number expected, got no value)
print(math.sqrt("16"), math.exp("0"))  --> 4.0	1.0
print(pcall(math.ult, 1.5, 2))  --> false	bad argument #1 to 'math.ult' (number has no integer representation)
