print("a" .. "b", "a" .. 1, 1 .. "a", 1 .. 2)  --> ab	a1	1a	12
print(1.5 .. "", 2.0 .. "", -0.0 .. "", 1e100 .. "", 2^63 .. "")  --> 1.5	2.0	-0.0	1e+100	9.2233720368548e+18
print(math.huge .. "", -math.huge .. "", 10 // 1 .. "|")  --> inf	-inf	10|
local a, b, c, d = "x", 1, 2.5, ""
print(a .. b .. c .. d .. a)  --> x12.5x
print(d .. d == "", #(d .. d), a .. d, d .. a)  --> true	0	x	x
local s = ""
for i = 1, 10 do s = s .. i .. "," end
print(s)  --> 1,2,3,4,5,6,7,8,9,10,
print(("ab" .. "cd"):upper(), #("x" .. "y" .. "z"))  --> ABCD	3
print("a" .. "b" .. "c" == "abc", ("a" .. "b") .. "c" == "a" .. ("b" .. "c"))  --> true	true
print(#(("x"):rep(50) .. ("y"):rep(50)), "a\0b" .. "\0c" == "a\0b\0c")  --> 100	true
local t = {1 .. "", "x" .. 2}
print(t[1], t[2])  --> 1	x2
local function two() return "p", "q" end
print(two() .. "r", "r" .. two(), (two()) .. "s")  --> pr	rp	ps
print(math.mininteger .. "", math.maxinteger .. "")  --> -9223372036854775808	9223372036854775807
