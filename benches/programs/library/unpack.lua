-- table.unpack and table.pack of few and of many values.
local unpack, pack = table.unpack, table.pack
local pair, many = { 1, 2 }, {}
for i = 1, 200 do many[i] = i end
local function last(...) return (select(-1, ...)) end
local sum = 0
for i = 1, 350000 do
  local a, b = unpack(pair)
  sum = sum + a + b
  local c, d, e = unpack(many, 10, 12)
  sum = sum + c + d + e
  sum = sum + pack(a, b, c).n
  if i % 20 == 0 then sum = sum + last(unpack(many)) + pack(unpack(many, 1, 100)).n end
end
print(sum)
