-- Which values are the same key.
local t = {}
t[1] = "int"
t[1.0] = "float"
t["1"] = "string"
print(t[1], t[1.0], t["1"], #t)  --> float	float	string	1
t[2^53] = "big"
print(t[2^53 | 0], t[9007199254740992], next({[2^53] = 1}))  --> big	big	9007199254740992	1
t[0.0] = "zero"
print(t[-0.0], t[0])  --> zero	zero
t[-0.0] = "minus zero"
print(t[0.0], t[0])  --> minus zero	minus zero
t[1.5] = "x"
print(t[1.5], t[3/2], t["1.5"])  --> x	x	nil
t[true], t[false] = "yes", "no"
print(t[true], t[false], t[nil])  --> yes	no	nil
print(pcall(function() t[nil] = 1 end))  --> false	rawequal_keys.lua:17: table index is nil
print(pcall(function() t[0/0] = 1 end))  --> false	rawequal_keys.lua:18: table index is NaN
print(t[0/0], rawget(t, nil))  --> nil	nil
t[math.huge], t[-math.huge] = "inf", "-inf"
print(t[math.huge], t[-1/0])  --> inf	-inf
t[math.mininteger], t[math.maxinteger] = "min", "max"
print(t[-2^63], t[2^63], t[math.maxinteger])  --> min	nil	max
local long = ("x"):rep(100)
t[long] = "long"
print(t[("x"):rep(50) .. ("x"):rep(50)], t["x"])  --> long	nil
