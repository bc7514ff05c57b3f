print(math.type(1), math.type(1.0), math.type("1"), math.type(nil), math.type({}), math.type(2^53), math.type(1/0))  --> integer	float	nil	nil	nil	float	float
print(math.tointeger(3), math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger("x"), math.tointeger({}))  --> 3	3	nil	8	nil	nil
print(math.tointeger(2^53), math.tointeger(2^63), math.tointeger(-2^63), math.tointeger(1/0), math.tointeger(0/0), math.tointeger(-0.0))  --> 9007199254740992	nil	-9223372036854775808	nil	nil	0
print(pcall(math.type))  --> false	bad argument #1 to 'math.type' (value expected)
print(pcall(math.tointeger))  --> false	bad argument #1 to 'math.tointeger' (value expected)
print(3 | 0, 3.0 | 0, 3 // 1, 3.0 // 1, 3 / 1, 7 // 2, 7.0 // 2, -7 // 2, 2^2, 10 % 3, 10.0 % 3)  --> 3	3	3	3.0	3.0	3	3.0	-4	4.0	1	1.0
print(1 == 1.0, math.type(1 + 1), math.type(1 + 1.0), math.type(2 * 3), math.type(4 / 2), math.type(2^2), math.type(7 // 2), math.type(7 // 2.0))  --> true	integer	float	integer	float	float	integer	float
