print(collectgarbage(), collectgarbage("collect"))  --> 0	0
print(math.type(collectgarbage("count")), collectgarbage("count") > 0)  --> float	true
print(collectgarbage("isrunning"))  --> true
print(collectgarbage("stop"), collectgarbage("isrunning"))  --> 0	false
print(collectgarbage("restart"), collectgarbage("isrunning"))  --> 0	true
print(type(collectgarbage("step")), type(collectgarbage("step", 1)))  --> boolean	boolean
print(collectgarbage("generational"))  --> generational
print(collectgarbage("incremental"))  --> generational
print(collectgarbage("incremental", 200, 100, 13))  --> incremental
print(collectgarbage("generational", 20, 100))  --> incremental
print(collectgarbage("incremental"))  --> generational
print(type(collectgarbage("setpause", 200)), type(collectgarbage("setstepmul", 100)))  --> number	number
print(pcall(collectgarbage, "unknown"))  --> false	bad argument #1 to 'collectgarbage' (invalid option 'unknown')
print(pcall(collectgarbage, 5))  --> false	bad argument #1 to 'collectgarbage' (invalid option '5')
print(pcall(collectgarbage, {}))  --> false	bad argument #1 to 'collectgarbage' (string expected, got table)
print(pcall(collectgarbage, "step", "x"))  --> false	bad argument #2 to 'collectgarbage' (number expected, got string)
