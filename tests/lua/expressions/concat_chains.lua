local a, b, n = "a", "b", 5
print(a .. b, a .. b .. a, a .. 1 .. b, 1 .. 2, n .. n, a .. 1.5 .. n, a .. -1, 2 .. "" .. 3)  --> ab	aba	a1b	12	55	a1.55	a-1	23
print((a .. b) .. (b .. a), a .. (b .. (a .. b)), ((a .. b) .. a) .. b)  --> abba	abab	abab
local s = ""
for i = 1, 10 do s = s .. i .. (i < 10 and "," or "") end
print(s)  --> 1,2,3,4,5,6,7,8,9,10
s = a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b .. a .. b
print(s, #s)  --> abababababababababab	20
local function f(x) return x .. "!" end
print(f(a) .. f(b) .. f(f(a)), a .. f(a .. f(b)) .. b)  --> a!b!a!!	aab!!b
print(a .. tostring(nil) .. tostring(true), #(a .. b), -(1 .. 2), (1 .. 2) + 1)  --> aniltrue	2	-12	13
print("" .. "", #("" .. ""), "" .. a, a .. "", 0 .. "", -0.0 .. "", 1e15 .. "", 2^63 .. "")  --> 	0	a	a	0	-0.0	1e+15	9.2233720368548e+18
local long = ("x"):rep(50)
print(#(long .. long .. 1 .. long), (long .. "y"):sub(-2), long .. "" == long)  --> 151	xy	true
local parts = {}
for i = 1, 150 do parts[i] = "v" end
local chain = load("local v = 'z' return " .. table.concat(parts, " .. "))
print(#chain())  --> 150
