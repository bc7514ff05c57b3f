print(string.format("%a", 1))  --> 0x1p+0
print(string.format("%a", 0.5))  --> 0x1p-1
print(string.format("%a", -0.0))  --> -0x0p+0
print(string.format("%a", 0.1))  --> 0x1.999999999999ap-4
print(string.format("%A", 0.1))  --> 0X1.999999999999AP-4
print(string.format("%.0a", 1.5))  --> 0x2p+0
print(string.format("%.0a", 2.5))  --> 0x1p+1
print(string.format("%.1a", 1.999))  --> 0x2.0p+0
print(string.format("%.3a", 1/3))  --> 0x1.555p-2
print(string.format("[%20.5a]", 1/3))  --> [        0x1.55555p-2]
print(string.format("[%-20.2a]", 10))  --> [0x1.40p+3           ]
print(string.format("[%020a]", 1.5))  --> [0x0000000000001.8p+0]
print(string.format("%+a", 1))  --> +0x1p+0
print(string.format("%#.0a", 1))  --> 0x1.p+0
print(string.format("%a", 5e-324))  --> 0x0.0000000000001p-1022
print(string.format("%a", 2.2250738585072014e-308))  --> 0x1p-1022
print(string.format("%a", math.huge))  --> inf
print(string.format("%A", -math.huge))  --> -INF
print(string.format("%.20a", 1))  --> 0x1.00000000000000000000p+0
print(pcall(string.format, "%a", "x"))  --> false	bad argument #2 to 'string.format' (number expected, got string)
print(pcall(string.format, "%a", {}))  --> false	bad argument #2 to 'string.format' (number expected, got table)
print(pcall(string.format, "%a"))  --> false	bad argument #2 to 'string.format' (no value)
