print(math.floor(3.7))  --> 3
print(math.floor(-3.7))  --> -4
print(math.floor(2^53))  --> 9007199254740992
print(math.floor(1e100))  --> 1e+100
print(math.floor("3.2"))  --> 3
print(math.floor(-0.0))  --> 0
print(math.ceil(3.2))  --> 4
print(math.ceil(-3.2))  --> -3
print(math.ceil(1e100))  --> 1e+100
print(math.ceil(-0.5))  --> 0
print(math.floor(1/0))  --> inf
print(math.ceil(math.mininteger))  --> -9223372036854775808
print(math.abs(-5))  --> 5
print(math.abs(-5.5))  --> 5.5
print(math.abs(math.mininteger))  --> -9223372036854775808
print(math.abs(-0.0))  --> 0.0
print(math.max(1, 2.5))  --> 2.5
print(math.max(2, 1))  --> 2
print(math.min(1, 1.0))  --> 1
print(math.min(-0.0, 0.0))  --> -0.0
print(math.max(1, 0/0))  --> 1
print(math.max(3))  --> 3
print(pcall(math.floor, {}))  --> false	bad argument #1 to 'math.floor' (number expected, got table)
print(pcall(math.ceil))  --> false	bad argument #1 to 'math.ceil' (number expected, got no value)
print(pcall(math.abs, "x"))  --> false	bad argument #1 to 'math.abs' (number expected, got string)
print(pcall(math.max))  --> false	bad argument #1 to 'math.max' (value expected)
print(pcall(math.min, 1, "x"))  --> false	attempt to compare string with number
print(pcall(math.max, 1, nil))  --> false	attempt to compare number with nil
