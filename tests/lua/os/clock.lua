-- Clocks go on.
local start, now = os.clock(), os.time()
local n = 0
for i = 1, 2000 do n = n + i end
print(math.type(start), os.clock() >= start, os.time() >= now)  --> float	true	true
print(os.difftime(10, 4), os.difftime(4, 10), os.difftime(math.maxinteger, math.mininteger))  --> 6.0	-6.0	1.844674407371e+19
print(pcall(os.difftime))  --> false	bad argument #1 to 'os.difftime' (number expected, got no value)
print(pcall(os.difftime, 1))  --> false	bad argument #2 to 'os.difftime' (number expected, got no value)
print(pcall(os.difftime, 1, "x"))  --> false	bad argument #2 to 'os.difftime' (number expected, got string)
print(pcall(os.difftime, 1.5, 1))  --> false	bad argument #1 to 'os.difftime' (number has no integer representation)
