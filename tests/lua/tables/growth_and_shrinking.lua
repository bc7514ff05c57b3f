-- Tables of all kinds of keys grow, shrink and are filled again.
local t = {}
for round = 1, 3 do
  for i = 1, 1000 do t[i] = i; t["s" .. i] = i; t[i + 0.5] = i end
  local n, sum = 0, 0
  for k, v in pairs(t) do n = n + 1; sum = sum + v end
  print(n, sum)  --> 3000	1501500
  for i = 1, 1000 do t[i] = nil; t["s" .. i] = nil; t[i + 0.5] = nil end
  print(next(t))  --> nil
    --> 3000	1501500
    --> nil
    --> 3000	1501500
    --> nil
end
-- a queue that walks through the integers
local q, head, tail = {}, 1, 0
for i = 1, 5000 do
  tail = tail + 1
  q[tail] = i
  if tail - head >= 10 then q[head] = nil; head = head + 1 end
end
local n = 0
for _ in pairs(q) do n = n + 1 end
print(n, q[head], q[tail])  --> 10	4991	5000
-- sparse and negative keys
local s = {}
for i = -50, 50 do s[i * 1000] = i end
print(s[-50000], s[0], s[50000], s[1])  --> -50	0	50	nil
s = {}
for i = 1, 40 do s[1 << i] = i end
print(s[2], s[1 << 40], s[3])  --> 1	40	nil
-- keys of all types together
local mixed = {[1] = "i", [1.5] = "f", x = "s", [true] = "b", [print] = "n"}
local key = {}
mixed[key] = "t"
print(mixed[1], mixed[1.5], mixed.x, mixed[true], mixed[print], mixed[key])  --> i	f	s	b	n	t
