print(math.tointeger(3))  --> 3
print(math.tointeger(3.0))  --> 3
print(math.tointeger(3.5))  --> nil
print(math.tointeger("8"))  --> 8
print(math.tointeger("8.0"))  --> 8
print(math.tointeger(" 0x10 "))  --> 16
print(math.tointeger("x"))  --> nil
print(math.tointeger(2^53))  --> 9007199254740992
print(math.tointeger(2^63))  --> nil
print(math.tointeger(-2^63))  --> -9223372036854775808
print(math.tointeger(0/0))  --> nil
print(math.tointeger(1/0))  --> nil
print(math.tointeger({}))  --> nil
print(math.tointeger(nil))  --> nil
print(math.tointeger(-0.0))  --> 0
print(math.tointeger("1e2"))  --> 100
print(math.type(1))  --> integer
print(math.type(1.0))  --> float
print(math.type("1"))  --> nil
print(math.type(nil))  --> nil
print(math.type(1e100))  --> float
print(math.type(0x10))  --> integer
print(pcall(math.tointeger))  --> false	bad argument #1 to 'math.tointeger' (value expected)
print(pcall(math.type))  --> false	bad argument #1 to 'math.type' (value expected)
