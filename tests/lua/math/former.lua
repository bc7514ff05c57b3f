-- Functions of earlier versions.
print(math.pow(2, 10), math.pow(2, 0.5), math.pow(-8, 1 / 3) ~= math.pow(-8, 1 / 3))  --> 1024.0	1.4142135623731	true
print(math.frexp(0), math.frexp(8), math.frexp(-0.75))  --> 0.0	0.5	-0.75	0
print(math.frexp(5e-324))  --> 0.5	-1073
print(select("#", math.frexp(1)), (math.frexp(math.huge)))  --> 2	inf
print(math.ldexp(0.5, 4), math.ldexp(1, -1074), math.ldexp(1, 5000), math.ldexp(3, 1 << 32))  --> 8.0	4.9406564584125e-324	inf	3.0
print(math.cosh(0), math.sinh(0), math.tanh(0), math.log10(1000))  --> 1.0	0.0	0.0	3.0
print(math.cosh(1), math.sinh(1), math.tanh(1), math.log10(2))  --> 1.5430806348152	1.1752011936438	0.76159415595576	0.30102999566398
print(pcall(math.pow, 1))  --> false	bad argument #2 to 'math.pow' (number expected, got no value)
print(pcall(math.ldexp, 1, 1.5))  --> false	bad argument #2 to 'math.ldexp' (number has no integer representation)
print(pcall(math.frexp, "x"))  --> false	bad argument #1 to 'math.frexp' (number expected, got string)
