print(string.format("%a", math.sin(0)))  --> 0x0p+0
print(string.format("%a", math.sin(1)))  --> 0x1.aed548f090ceep-1
print(string.format("%a", math.cos(1)))  --> 0x1.14a280fb5068cp-1
print(string.format("%a", math.tan(1)))  --> 0x1.8eb245cbee3a6p+0
print(string.format("%a", math.asin(1)))  --> 0x1.921fb54442d18p+0
print(string.format("%a", math.acos(0.5)))  --> 0x1.0c152382d7366p+0
print(string.format("%a", math.atan(1)))  --> 0x1.921fb54442d18p-1
print(string.format("%a", math.atan(1, -1)))  --> 0x1.2d97c7f3321d2p+1
print(string.format("%a", math.atan(-0.0, -1)))  --> -0x1.921fb54442d18p+1
print(string.format("%a", math.atan(0, -1)))  --> 0x1.921fb54442d18p+1
print(string.format("%a", math.atan(1, 0)))  --> 0x1.921fb54442d18p+0
print(string.format("%a", math.sin(1e22)))  --> -0x1.b453ab76bf397p-1
print(string.format("%a", math.cos(math.pi)))  --> -0x1p+0
print(string.format("%a", math.deg(math.pi)))  --> 0x1.68p+7
print(string.format("%a", math.rad(180)))  --> 0x1.921fb54442d18p+1
print(string.format("%a", math.pi))  --> 0x1.921fb54442d18p+1
print(math.asin(2) ~= math.asin(2))  --> true
print(pcall(math.sin, "x"))  --> false	bad argument #1 to 'math.sin' (number expected, got string)
print(pcall(math.cos))  --> false	bad argument #1 to 'math.cos' (number expected, got no value)
print(pcall(math.tan, nil))  --> false	bad argument #1 to 'math.tan' (number expected, got nil)
