-- Numeric `for` with integer arithmetic and bitwise operators, at chunk level.
local sum, mix = 0, 0x12345
for i = 1, 40000000 do
  sum = sum + (i & 15) * 3 - i // 7
  mix = (mix ~ i) & 0xffffff
end
print(sum, mix)
