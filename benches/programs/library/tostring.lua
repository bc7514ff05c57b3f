-- tostring of integers, floats and others, and numbers in concatenations.
local tostring = tostring
local size = 0
for i = 1, 200000 do
  size = size + #tostring(i)
  size = size + #tostring(i * 1000003)
  size = size + #tostring(i / 2)
  size = size + #tostring(i % 7 == 0)
  if i % 4 == 0 then size = size + #tostring(i / 3) + #(i .. "") end
end
print(size)
