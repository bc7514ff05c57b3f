-- During a traversal fields may be assigned and removed.
local t = {}
for i = 1, 100 do t[i] = i; t["k" .. i] = i end
local n, sum = 0, 0
for k, v in pairs(t) do
  n, sum = n + 1, sum + v
  t[k] = nil
end
print(n, sum, next(t))  --> 200	10100	nil
for i = 1, 50 do t["x" .. i] = i end
for k, v in pairs(t) do t[k] = v * 2 end
sum = 0
for _, v in pairs(t) do sum = sum + v end
print(sum)  --> 2550
for k, v in pairs(t) do if v % 4 == 0 then t[k] = nil end end
n = 0
for _ in pairs(t) do n = n + 1 end
print(n)  --> 25
-- ipairs sees what is there when it gets there
local a = {1, 2, 3}
for i, v in ipairs(a) do if i < 6 then a[i + 3] = v * 10 end end
print(#a, table.concat(a, " "))  --> 8	1 2 3 10 20 30 100 200
for i, v in ipairs(a) do if i == 2 then a[3] = nil end end
print(a[2], a[3], a[4])  --> 2	nil	10
