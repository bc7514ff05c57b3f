-- Commands are run by a shell that calls itself sh.
local shell <close> = io.popen("echo $0")
print(shell:read())  --> sh
print(os.execute("test \"$0\" = sh"))  --> true	exit	0
