-- debug.getlocal reads the variables of active functions.
local function show(level)
  for i = 1, 100 do
    local name, value = debug.getlocal(level + 1, i)
    if not name or name:sub(1, 1) == "(" then break end
    print(i, name, type(value) == 'function' and 'function' or value)
  end
end
local function f(a, b)
  local c = a .. b
  do local hidden = 1 end
  local captured = 10
  local function g() captured = captured + 1 end
  g()
  show(1)
  return c
end
f("x", "y")  --> 1	a	x
  --> 2	b	y
  --> 3	c	xy
  --> 4	captured	11
  --> 5	g	function
