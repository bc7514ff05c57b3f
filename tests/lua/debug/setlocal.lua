-- debug.setlocal changes variables, captured ones for all who share them.
local function set(n, value) return debug.setlocal(2, n, value) end
local function f(a)
  local b = 1
  local c = 2
  local function get() return c end
  print(set(1, "A"), set(2, "B"), set(3, "C"))  --> a	b	c
  print(a, b, c, get())  --> A	B	C	C
  print(set(100, 0))  --> nil
end
f()
print(pcall(debug.setlocal, 100, 1, 0))  --> false	bad argument #1 to 'debug.setlocal' (level out of range)
print(pcall(debug.getlocal, 100, 1))  --> false	bad argument #1 to 'debug.getlocal' (level out of range)
print(pcall(debug.getlocal, 1))  --> false	bad argument #2 to 'debug.getlocal' (number expected, got no value)
for i = 1, 3 do
  debug.setlocal(1, 6, "changed")
  print(i)  --> changed
    --> changed
    --> changed
end
