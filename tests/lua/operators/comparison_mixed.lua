-- Integers and floats compare by their exact mathematical value.
local max, min = math.maxinteger, math.mininteger
print(1 == 1.0, 1 < 1.5, 2 > 1.5, -1 < -0.5, 1 <= 1.0, 1 >= 1.0)  --> true	true	true	true	true	true
print(max < 2^63, max <= 2^63, max == 2^63, max + 0.0 == 2^63)  --> true	true	false	true
print(min == -2^63, min <= -2^63, min < -2^63, min >= -2^63)  --> true	true	false	true
print(2^53 == 2^53 + 1, (1 << 53) + 1 == 2^53, (1 << 53) + 1 > 2^53)  --> true	false	true
print(2^53 < (1 << 53) + 1, 2^53 >= (1 << 53) + 1)  --> true	false
print(max < math.huge, min > -math.huge, max > 1e308, min < -1e308)  --> true	true	false	false
local nan = 0/0
print(nan == nan, nan ~= nan, nan < nan, nan <= nan, nan > 1, nan < 1, 1 < nan, 1 >= nan)  --> false	true	false	false	false	false	false	false
print(max < nan, max > nan, min <= nan, min >= nan)  --> false	false	false	false
print(0 == -0.0, 0 < -0.0, 1/0 == 1/-0.0)  --> true	false	false
print(max - 1 < max + 0.0, max > 9223372036854774784.0, max < 9223372036854775808.0)  --> true	true	true
print(1 < 1 + 2^-52, 1 > 1 - 2^-53)  --> true	true
for _, v in ipairs{-2.5, -2, -1.5, 0, 0.5, 1, 1.5} do
  print(v, v < 1, v <= 1, v > 1, v >= 1, v == 1, 1 < v, 1 <= v, v < -2, v > 0.5)  --> -2.5	true	true	false	false	false	false	false	true	false
  --> -2	true	true	false	false	false	false	false	false	false
  --> -1.5	true	true	false	false	false	false	false	false	false
  --> 0	true	true	false	false	false	false	false	false	false
  --> 0.5	true	true	false	false	false	false	false	false	false
  --> 1	false	true	false	true	true	false	true	false	true
  --> 1.5	false	false	true	true	false	true	true	false	true
end
