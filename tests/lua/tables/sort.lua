local function sorted(t, f) table.sort(t, f); return table.concat(t, " ") end
print(sorted {3, 1, 2}, sorted {} == "", sorted {1}, sorted {2, 1}, sorted {1, 1, 1})  --> 1 2 3	true	1	1 2	1 1 1
print(sorted {"banana", "apple", "cherry"}, sorted {1.5, 1, -1, 0.5, 1e10, -1e10})  --> apple banana cherry	-10000000000.0 -1 0.5 1 1.5 10000000000.0
print(sorted({3, 1, 2}, function(a, b) return a > b end))  --> 3 2 1
print(sorted({"bb", "a", "ccc"}, function(a, b) return #a < #b end))  --> a bb ccc
local t = {}
for i = 1, 500 do t[i] = (i * 7919) % 503 end
table.sort(t)
local ok = true
for i = 2, #t do if t[i - 1] > t[i] then ok = false end end
print(ok, t[1], t[#t])  --> true	1	502
table.sort(t, function(a, b) return a > b end)
print(t[1], t[#t])  --> 502	1
for i = 1, 300 do t[i] = i end
table.sort(t)
print(t[1], t[2])  --> 1	1
local records = {{n = "b", v = 2}, {n = "a", v = 2}, {n = "c", v = 1}}
table.sort(records, function(x, y) if x.v ~= y.v then return x.v < y.v end return x.n < y.n end)
for _, r in ipairs(records) do print(r.n, r.v) end  --> c	1
  --> a	2
  --> b	2
print(select("#", table.sort({})))  --> 0
local mt = {__lt = function(a, b) return a.k < b.k end}
local objects = {}
for i, k in ipairs {3, 1, 2} do objects[i] = setmetatable({k = k}, mt) end
table.sort(objects)
print(objects[1].k, objects[2].k, objects[3].k)  --> 1	2	3
