-- Chains that are not nested have no limit.
local n = 20000
print(load("return " .. ("1 + "):rep(n) .. "1")())  --> 20001
print(load("local a = 1 return " .. ("a + "):rep(n) .. "a")())  --> 20001
print(load("return " .. ("true and "):rep(n) .. "5")())  --> 5
print(load("return " .. ("false or "):rep(n) .. "6")())  --> 6
print(load("local t = {} t.a = t return t" .. (".a"):rep(n) .. " == t")())  --> true
print(load("local function f() return f end f = ... return 1")())  --> 1
local arms = {"local x = ... if x == 0 then return 0 "}
for i = 1, 3000 do arms[#arms + 1] = "elseif x == " .. i .. " then return " .. i * 2 .. " " end
arms[#arms + 1] = "else return 'none' end"
local f = load(table.concat(arms))
print(f(0), f(1), f(1500), f(3000), f(3001))  --> 0	2	3000	6000	none
print(#load("return {" .. ("1,"):rep(n) .. "}")())  --> 20000
local labels = {}
for i = 1, 2000 do labels[i] = "goto l" .. i .. " ::l" .. i .. "::" end
print(load(table.concat(labels, "\n") .. " return 'labels'")())  --> labels
