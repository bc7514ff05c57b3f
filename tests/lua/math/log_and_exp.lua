print(string.format("%a", math.log(1)))  --> 0x0p+0
print(string.format("%a", math.log(8, 2)))  --> 0x1.8p+1
print(string.format("%a", math.log(1024, 2)))  --> 0x1.4p+3
print(string.format("%a", math.log(1000, 10)))  --> 0x1.8p+1
print(string.format("%a", math.log(27, 3)))  --> 0x1.8p+1
print(string.format("%a", math.log(2, 8)))  --> 0x1.5555555555556p-2
print(string.format("%a", math.log(0)))  --> -inf
print(string.format("%a", math.log(10, 1)))  --> inf
print(string.format("%a", math.log(2, 0)))  --> -0x0p+0
print(string.format("%a", math.exp(0)))  --> 0x1p+0
print(string.format("%a", math.exp(1)))  --> 0x1.5bf0a8b145769p+1
print(string.format("%a", math.exp(-1)))  --> 0x1.78b56362cef38p-2
print(string.format("%a", math.exp(710)))  --> inf
print(string.format("%a", math.exp(-750)))  --> 0x0p+0
print(string.format("%a", math.sqrt(2)))  --> 0x1.6a09e667f3bcdp+0
print(string.format("%a", math.log("100", "10")))  --> 0x1p+1
print(math.log(-1) ~= math.log(-1))  --> true
print(math.sqrt(-1) ~= math.sqrt(-1))  --> true
print(pcall(math.log, "x"))  --> false	bad argument #1 to 'math.log' (number expected, got string)
print(pcall(math.log, 2, {}))  --> false	bad argument #2 to 'math.log' (number expected, got table)
print(pcall(math.exp))  --> false	bad argument #1 to 'math.exp' (number expected, got no value)
