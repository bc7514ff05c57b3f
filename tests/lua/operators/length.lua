print(#"", #"abc", #"a\0b", #"\u{20AC}")  --> 0	3	3	3
print(#{}, #{1, 2, 3}, #{n = 1}, #{nil}, #{1, nil})  --> 0	3	0	0	1
local t = {}
for i = 1, 100 do t[i] = i end
print(#t)  --> 100
t[#t] = nil
print(#t)  --> 99
t[#t + 1] = "x"
print(#t, t[100])  --> 100	x
for i = #t, 1, -1 do t[i] = nil end
print(#t)  --> 0
t[1] = 1 t[2] = 2 t[4] = 4
print(#t == 2 or #t == 4)  --> true
print(pcall(function() return #5 end))  --> false	length.lua:14: attempt to get length of a number value
print(pcall(function() return #nil end))  --> false	length.lua:15: attempt to get length of a nil value
print(pcall(function(x) return #x end))  --> false	length.lua:16: attempt to get length of a nil value (local 'x')
print(pcall(function() return #undefined end))  --> false	length.lua:17: attempt to get length of a nil value (global 'undefined')
print(pcall(function() return #t.x end))  --> false	length.lua:18: attempt to get length of a nil value (field 'x')
print(#{(function() return 1, 2, 3 end)()}, #{(function() return 1, 2, 3 end)(), 10})  --> 3	2
