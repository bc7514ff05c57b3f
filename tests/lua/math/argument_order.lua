-- Which of several bad arguments a message is about.
print(pcall(math.fmod))  --> false	bad argument #2 to 'math.fmod' (number expected, got no value)
print(pcall(math.fmod, {}, 1))  --> false	bad argument #1 to 'math.fmod' (number expected, got table)
print(pcall(math.fmod, 1, {}))  --> false	bad argument #2 to 'math.fmod' (number expected, got table)
