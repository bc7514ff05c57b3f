-- string.rep: short, long, with separators.
local rep = string.rep
local size = 0
for i = 1, 200000 do
  size = size + #rep("x", 20)
  size = size + #rep("ab", 10, ",")
  size = size + #rep("long enough to be copied", 3)
  if i % 1000 == 0 then
    size = size + #rep("x", 100000)
    size = size + #rep("abc", 10000)
    size = size + #rep("-", 5000, "=")
  end
end
print(size)
