-- How os.exit ends a process.
local interpreter = arg[-1]
for i = -1, -20, -1 do if arg[i] then interpreter = arg[i] end end
local name = os.tmpname()
local function run(code)
  io.open(name, "w"):write(code):close()
  local command = io.popen(("'%s' '%s'"):format(interpreter, name))
  print(command:read("a"))
  print(command:close())
end
run("os.exit()")  -->
--> true	exit	0
run("io.write 'x' os.exit(true)")  --> x
--> true	exit	0
run("io.write 'x' os.exit(false)")  --> x
--> nil	exit	1
run("io.write 'x' os.exit(7)")  --> x
--> nil	exit	7
run("pcall(os.exit, 4) print 'never'")  -->
--> nil	exit	4
run("coroutine.wrap(function() os.exit(5) end)() print 'never'")  -->
--> nil	exit	5
run("local c <close> = setmetatable({}, {__close = function() print 'never' end}) os.exit(6)")  -->
--> nil	exit	6
run("local c <close> = setmetatable({}, {__close = function(_, e) io.write('closed ', tostring(e)) end}) os.exit(6, true)")  --> closed nil
--> nil	exit	6
run("x = setmetatable({}, {__gc = function() io.write 'collected' end}) os.exit(8, true)")  --> collected
--> nil	exit	8
run("x = setmetatable({}, {__gc = function() print 'never' end}) os.exit(9)")  -->
--> nil	exit	9
run("f = io.open('" .. name .. ".out', 'w') f:write 'kept' os.exit(3)")  -->
--> nil	exit	3
print(io.open(name .. ".out"):read("a"))  --> kept
print(pcall(os.exit, {}))  --> false	bad argument #1 to 'os.exit' (number expected, got table)
print(pcall(os.exit, 1.5))  --> false	bad argument #1 to 'os.exit' (number has no integer representation)
os.remove(name)
os.remove(name .. ".out")
