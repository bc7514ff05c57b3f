print(math.fmod(7, 3))  --> 1
print(math.fmod(-7, 3))  --> -1
print(math.fmod(7, -3))  --> 1
print(math.fmod(-7, -3))  --> -1
print(math.fmod(7.5, 2))  --> 1.5
print(math.fmod(-7.5, 2))  --> -1.5
print(math.fmod(5, 0.0))  --> -nan
print(math.fmod(5.0, 3))  --> 2.0
print(math.fmod(math.mininteger, -1))  --> 0
print(math.fmod(math.maxinteger, 2))  --> 1
print(math.fmod(1, math.huge))  --> 1.0
print(math.fmod(-6, 4.0))  --> -2.0
print(math.fmod("7", "4"))  --> 3.0
print(math.fmod(1e308, 3))  --> 2.0
print(pcall(math.fmod, 1, 0))  --> false	bad argument #2 to 'math.fmod' (zero)
print(pcall(math.fmod, 1))  --> false	bad argument #2 to 'math.fmod' (number expected, got no value)
print(pcall(math.fmod, "x", 1))  --> false	bad argument #1 to 'math.fmod' (number expected, got string)
print(pcall(math.fmod, 1, {}))  --> false	bad argument #2 to 'math.fmod' (number expected, got table)
print(pcall(math.fmod))  --> false	bad argument #2 to 'math.fmod' (number expected, got no value)
