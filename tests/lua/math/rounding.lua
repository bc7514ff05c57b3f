print(math.floor(1.5), math.floor(-1.5), math.floor(2), math.floor(2.0), math.floor(-0.0), math.floor(1e100))  --> 1	-2	2	2	0	1e+100
print(math.ceil(1.5), math.ceil(-1.5), math.ceil(2), math.ceil(2.0), math.ceil(-0.5), math.ceil(1e100))  --> 2	-1	2	2	0	1e+100
print(math.floor(2^53), math.floor(-2^63), math.floor(2^63), math.ceil(2^62), math.floor(0.1), math.floor("3.7"))  --> 9007199254740992	-9223372036854775808	9.2233720368548e+18	4611686018427387904	0	3
print(math.type(math.floor(1.5)), math.type(math.floor(1e100)), math.floor(1/0), math.ceil(-1/0))  --> integer	float	inf	-inf
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(7.5, 2), math.fmod(-7.5, 2), math.fmod(1, math.huge))  --> 1	-1	1	1.5	-1.5	1.0
print(math.modf(3.7))  --> 3	0.7
print(math.modf(-3.25))  --> -3	-0.25
print(math.modf(5))  --> 5	0.0
print(math.modf(1/0))  --> inf	0.0
print(math.modf(-1/0))  --> -inf	0.0
print(math.type((math.modf(3.7))), math.modf(3.0))  --> integer	3	0.0
print(pcall(math.fmod, 1, 0))  --> false	bad argument #2 to 'math.fmod' (zero)
print(math.fmod(1, 0.0) ~= math.fmod(1, 0.0), math.fmod(math.mininteger, -1), math.fmod(math.maxinteger, 2))  --> true	0	1
print(pcall(math.floor))  --> false	bad argument #1 to 'math.floor' (number expected, got no value)
print(pcall(math.floor, "x"))  --> false	bad argument #1 to 'math.floor' (number expected, got string)
print(pcall(math.fmod, 1))  --> false	bad argument #2 to 'math.fmod' (number expected, got no value)
