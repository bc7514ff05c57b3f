local t = {10, 20, 30, nil, 50}
for i, v in ipairs(t) do print(i, v) end  --> 1	10
  --> 2	20
  --> 3	30
local seen = {}
for k, v in pairs({1, 2, x = 3, [2.5] = 4, [true] = 5}) do seen[#seen + 1] = tostring(k) .. "=" .. tostring(v) end
table.sort(seen)
print(table.concat(seen, " "))  --> 1=1 2.5=4 2=2 true=5 x=3
local f, s, c = pairs(t)
print(f == next, s == t, c)  --> true	true	nil
f, s, c = ipairs(t)
print(type(f), s == t, c)  --> function	true	0
print(f(t, 0))  --> 1	10
print(f(t, 1))  --> 2	20
print(f(t, 3))  --> nil
print(ipairs({}) == ipairs({1}))  --> true
for i, c in ipairs("abc") do print("never") end
print(pcall(ipairs))  --> false	bad argument #1 to 'ipairs' (value expected)
print(pcall(pairs))  --> false	bad argument #1 to 'pairs' (value expected)
print((pcall(pairs, nil)))  --> true
print(select("#", pairs({})), select("#", ipairs({})))  --> 3	3
