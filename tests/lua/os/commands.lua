-- Commands and how they end.
print(os.execute("exit 0"))  --> true	exit	0
print(os.execute("exit 3"))  --> nil	exit	3
print(os.execute("kill -15 $$"))  --> nil	signal	15
print(os.execute("exec 2>/dev/null; no-such-command"))  --> nil	exit	127
print(os.execute())  --> true
print(pcall(os.execute, {}))  --> false	bad argument #1 to 'os.execute' (string expected, got table)
