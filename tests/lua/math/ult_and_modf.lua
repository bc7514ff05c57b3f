print(math.ult(1, 2))  --> true
print(math.ult(2, 1))  --> false
print(math.ult(-1, 1))  --> false
print(math.ult(1, -1))  --> true
print(math.ult(math.mininteger, math.maxinteger))  --> false
print(math.ult(3.0, "4"))  --> true
print(math.modf(3.7))  --> 3	0.7
print(math.modf(-3.7))  --> -3	-0.7
print(math.modf(5))  --> 5	0.0
print(math.modf(1/0))  --> inf	0.0
print(math.modf(-1/0))  --> -inf	0.0
print(math.modf(-0.5))  --> 0	-0.5
print(math.modf(2^53))  --> 9007199254740992	0.0
print(math.modf("2.5"))  --> 2	0.5
print(select(2, math.modf(0/0)) ~= 0)  --> true
print(pcall(math.ult, 1))  --> false	bad argument #2 to 'math.ult' (number expected, got no value)
print(pcall(math.ult, 1, 2.5))  --> false	bad argument #2 to 'math.ult' (number has no integer representation)
print(pcall(math.ult, "x", 1))  --> false	bad argument #1 to 'math.ult' (number expected, got string)
print(pcall(math.modf, {}))  --> false	bad argument #1 to 'math.modf' (number expected, got table)
print(pcall(math.modf))  --> false	bad argument #1 to 'math.modf' (number expected, got no value)
