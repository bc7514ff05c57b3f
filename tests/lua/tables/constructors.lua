local t = {1, 2, 3, x = "x", ["a b"] = "ab", [10] = "ten", [1 + 1] = "overwritten", 4}
print(#t, t[1], t[2], t[3], t[4], t.x, t["a b"], t[10])  --> 4	1	2	3	4	x	ab	ten
print(#{}, #{nil}, #{nil, nil}, #{1, 2, nil} >= 2, #{n = 1})  --> 0	0	0	true	0
print(#{{}, {}, {{}}}, #{[1] = 1, [2] = 2}, ({1, 2, 3})[2], ({x = 5}).x)  --> 3	2	2	5
local function f() return 1, 2, 3 end
print(#{f()}, #{f(), f()}, #{f(), nil}, #{(f())}, ({f(), x = f()})[3])  --> 3	4	1	1	nil
local nested = {a = {b = {c = {1, {2, {3}}}}}}
print(nested.a.b.c[2][2][1])  --> 3
local computed = {}
for i = 1, 3 do computed[i] = {[i] = i * i, ["k" .. i] = i} end
print(computed[2][2], computed[3].k3)  --> 4	3
print(({[1.0] = "float key"})[1], ({[2^53] = 1})[2^53])  --> float key	1
local s = {}
for i = 1, 300 do s[#s + 1] = tostring(i) end
local big = load("return {" .. table.concat(s, ", ") .. "}")()
print(#big, big[1], big[50], big[51], big[256], big[300])  --> 300	1	50	51	256	300
print(#load("return {" .. table.concat(s, ", ") .. ", f = 1, ...}")(1, 2, 3))  --> 303
local trailing = {1, 2, 3,}
print(#trailing, #{1; 2; 3;}, #{1, 2; 3})  --> 3	3	3
print(pcall(function() return {[nil] = 1} end))  --> false	constructors.lua:20: table index is nil
