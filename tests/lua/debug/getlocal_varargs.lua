-- Negative indices of debug.getlocal count the extra arguments.
local function f(a, ...)
  print(debug.getlocal(1, -1))  --> (vararg)	y
  print(debug.getlocal(1, -2))  --> (vararg)	z
  print(debug.getlocal(1, -3))  --> nil
  print(debug.setlocal(1, -2, "new"))  --> (vararg)
  print(debug.setlocal(1, -3, "new"))  --> nil
  print(...)  --> y	new
end
f("x", "y", "z")
