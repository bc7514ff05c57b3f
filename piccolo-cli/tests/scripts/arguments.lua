local lowest = 0
while arg[lowest - 1] do
  lowest = lowest - 1
end
for i = lowest + 1, #arg do
  print(i, arg[i])
end
print("...", ...)
