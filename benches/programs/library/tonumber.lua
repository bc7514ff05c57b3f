-- tonumber of integers and floats in texts, with bases, and of what is no number.
local tonumber = tonumber
local texts = { "0", "42", "-17", "123456789", "3.25", "-0.5e3", "0x1F", " 77 ", "1e10", "99.99" }
local sum, none = 0, 0
for i = 1, 150000 do
  for j = 1, #texts do sum = sum + tonumber(texts[j]) end
  sum = sum + tonumber("ff", 16) + tonumber("1010", 2)
  if not tonumber("abc") then none = none + 1 end
  if not tonumber("12x") then none = none + 1 end
  sum = sum + tonumber(i)
end
print(sum, none)
