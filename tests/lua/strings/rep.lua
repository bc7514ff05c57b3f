print(("x"):rep(3), ("ab"):rep(2, ","), ("x"):rep(1, ","), ("x"):rep(0) == "", ("x"):rep(-5) == "", (""):rep(1000) == "")  --> xxx	ab,ab	x	true	true	true
print(("x"):rep(3, ""), ("ab"):rep(3, "--"), (""):rep(3, ","), string.rep(5, 2), string.rep("a\0", 2) == "a\0a\0")  --> xxx	ab--ab--ab	,,	55	true
print(#("x"):rep(10000), #("xy"):rep(1000, "z"))  --> 10000	2999
print(pcall(string.rep, "x", 1 << 63 - 1))  --> false	resulting string too large
print(pcall(string.rep, "xy", math.maxinteger))  --> false	resulting string too large
print(pcall(string.rep, "", 1 << 62, "xxx"))  --> false	resulting string too large
print((""):rep(1 << 20) == "")  --> true
print(pcall(string.rep, "x"))  --> false	bad argument #2 to 'string.rep' (number expected, got no value)
print(pcall(string.rep, "x", 1, {}))  --> false	bad argument #3 to 'string.rep' (string expected, got table)
print(("x"):rep(2.0), ("x"):rep("2"))  --> xx	xx
