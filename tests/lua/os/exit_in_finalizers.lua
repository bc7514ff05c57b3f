-- os.exit in finalizers that run at the end: the others are called, unless it closes nothing.
local interpreter = arg[-1]
for i = -1, -20, -1 do if arg[i] then interpreter = arg[i] end end
local name = os.tmpname()
local function run(code)
  io.open(name, "w"):write(code):close()
  local command = io.popen(("'%s' '%s'"):format(interpreter, name))
  print(command:read("a"))
  print(command:close())
end
local function finalizers(...)
  local code = "local function at_end(f) setmetatable({}, {__gc = f}) end\n"
  for _, body in ipairs {...} do code = code .. ("at_end(function() %s end)\n"):format(body) end
  run(code)
end
finalizers("print 'last'", "os.exit(7, true)", "print 'first'")
--> first
  --> last
  -->
--> nil	exit	7
finalizers("print 'last'", "os.exit(7)")  -->
--> nil	exit	7
finalizers("os.exit(3, true)", "os.exit(4, true)")  -->
--> nil	exit	3
os.remove(name)
