-- A local is visible from the next statement to the end of its block.
local x = 10
do
  local x = x + 1
  print(x)  --> 11
  do
    local x = x * 2
    print(x)  --> 22
  end
  print(x)  --> 11
end
print(x)  --> 10
local x = x .. "!"
print(x)  --> 10!
local function f(x)
  local x = x or "none"
  if x == "a" then
    local x = 1
    x = x + 1
  elseif x == "b" then
    local x = 2
  end
  return x
end
print(f(), f("a"), f("b"))  --> none	a	b
-- the condition of repeat sees the locals of its block
local n = 0
repeat
  local done = n >= 3
  n = n + 1
until done
print(n)  --> 4
-- locals of a loop are new on each iteration
for i = 1, 2 do
  local v
  print(v)  --> nil
    --> nil
  v = i
end
local f1 = f1
print(f1)  --> nil
