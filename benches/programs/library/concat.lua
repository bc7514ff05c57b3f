-- table.concat of short and long lists, of texts and numbers.
local concat = table.concat
local words, numbers, mixed = {}, {}, {}
for i = 1, 1000 do
  words[i] = "word" .. i
  numbers[i] = i * 3
  mixed[i] = i % 2 == 0 and i / 4 or "text"
end
local short = { "a", "b", "c", "d" }
local size = 0
for round = 1, 700 do
  size = size + #concat(words, ", ")
  size = size + #concat(words)
  size = size + #concat(numbers, " ")
  size = size + #concat(mixed, ";", 100, 300)
  for i = 1, 400 do size = size + #concat(short, "-") end
end
print(size)
