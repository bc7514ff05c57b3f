print(collectgarbage("incremental"))  --> generational
print(collectgarbage("setpause", 150) >= 0, collectgarbage("setpause", 200))  --> true	148
print(collectgarbage("setpause", -5), collectgarbage("setpause", 5000), collectgarbage("setpause", 200))  --> 200	1020	904
print(collectgarbage("setstepmul", 200) >= 0, collectgarbage("setstepmul", 100))  --> true	200
print(collectgarbage("incremental", 120, 400, 10))  --> incremental
print(collectgarbage("setpause", 200), collectgarbage("setstepmul", 100))  --> 120	400
print(collectgarbage("generational", 20, 100), collectgarbage("incremental"))  --> incremental	generational
print(collectgarbage("stop"), collectgarbage("isrunning"), collectgarbage("restart"), collectgarbage("isrunning"))  --> 0	false	0	true
print(collectgarbage("step", 1 << 20))  --> true
print(math.type(collectgarbage("count")))  --> float
print(pcall(collectgarbage, "step", {}))  --> false	bad argument #2 to 'collectgarbage' (number expected, got table)
print(pcall(collectgarbage, "setpause", "x"))  --> false	bad argument #2 to 'collectgarbage' (number expected, got string)
print(pcall(collectgarbage, "incremental", 1, "x"))  --> false	bad argument #3 to 'collectgarbage' (number expected, got string)
print(pcall(collectgarbage, "nothing"))  --> false	bad argument #1 to 'collectgarbage' (invalid option 'nothing')
print(pcall(collectgarbage, {}))  --> false	bad argument #1 to 'collectgarbage' (string expected, got table)
