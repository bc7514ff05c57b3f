print("a" < "b", "a" < "a", "a" <= "a", "b" > "a", "a" >= "b")  --> true	false	true	true	false
print("" < "a", "" == "", "a" < "aa", "aa" < "b", "Z" < "a")  --> true	true	true	true	true
print("a\0b" < "a\0c", "a\0" > "a", "\0" < "\1", "a\0" == "a\0")  --> true	true	true	true
print("10" < "9", "abc" < "abd", "abc" <= "abc")  --> true	true	true
print("a" == "a", "a" == "b", "1" == 1, 1 == "1", "a" ~= "b")  --> true	false	false	false	true
local long1, long2 = ("x"):rep(100), ("x"):rep(99) .. "x"
print(long1 == long2, long1 < long2 .. "y", long1 .. "a" == long2 .. "b")  --> true	true	false
local t = {}
t[long1] = 1
print(t[long2])  --> 1
print(pcall(function() return "a" < 1 end))  --> false	string_comparison.lua:11: attempt to compare string with number
print(pcall(function() return 1 <= "a" end))  --> false	string_comparison.lua:12: attempt to compare number with string
print(pcall(function() return "a" > {} end))  --> false	string_comparison.lua:13: attempt to compare table with string
