-- table.sort with comparison functions.
local state = 7
local function random(limit)
  state = (state * 1103515245 + 12345) % 2147483648
  return state // 65536 % limit
end

local people = {}
for i = 1, 110000 do
  people[i] = { name = "p" .. random(20000), age = random(90), serial = i }
end

table.sort(people, function(a, b)
  if a.age ~= b.age then return a.age < b.age end
  return a.serial < b.serial
end)
print(people[1].serial, people[55000].serial, people[110000].serial)

table.sort(people, function(a, b)
  if a.name ~= b.name then return a.name < b.name end
  return a.serial > b.serial
end)
print(people[1].name, people[55000].name, people[110000].name)

local numbers = {}
for i = 1, 260000 do numbers[i] = random(32768) * 1000 + i % 1000 end
table.sort(numbers, function(a, b) return a > b end)
print(numbers[1], numbers[130001], numbers[260000])
