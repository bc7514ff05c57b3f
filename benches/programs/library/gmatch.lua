-- string.gmatch: words, pairs and positions.
local gmatch = string.gmatch
local text = ("name=piccolo, kind=instrument; pitch=high, weight=160 "):rep(50)
local words, length, sum = 0, 0, 0
for round = 1, 700 do
  for word in gmatch(text, "%a+") do words = words + 1 length = length + #word end
  for key, value in gmatch(text, "(%w+)=(%w+)") do length = length + #key - #value end
  for position in gmatch(text, "()[,;]") do sum = sum + position end
end
print(words, length, sum)
