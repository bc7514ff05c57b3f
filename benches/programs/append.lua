-- Arrays that grow by `t[#t + 1]` and shrink by `t[#t] = nil`.
local total = 0
for round = 1, 9 do
  local t = {}
  for i = 1, 600000 do
    t[#t + 1] = i + round
  end
  total = total + #t
  while #t > 100 do
    total = total + t[#t] % 3
    t[#t] = nil
  end
end
print(total)
