-- Equal strings are equal, however they were made.
local a, b = "con" .. "cat", "c" .. "oncat"
print(a == b, a == "concat", #a, ({concat = 1})[a])  --> true	true	6	1
local t = {}
for i = 1, 50 do t[("k"):rep(i)] = i end
print(t["kkk"], t[("k"):rep(50)], t[("k"):rep(25) .. ("k"):rep(25)])  --> 3	50	50
local long = ("0123456789"):rep(10)
local other = ("01234"):rep(1) .. ("5678901234"):rep(9) .. "56789"
print(long == other, ({[long] = "found"})[other], long < other, long <= other)  --> true	found	false	true
print("1" == 1, "a" < "b", "a" < "B", "" < "a", "a" < "aa", "Z" < "a", "a\0b" < "a\0c", "a\0" > "a")  --> false	true	false	true	true	true	true	true
local s = ""
for i = 1, 200 do s = s .. i end
print(#s, s:sub(-6))  --> 492	199200
local parts = {}
for i = 1, 200 do parts[i] = i end
print(table.concat(parts) == s)  --> true
