-- Strings that are numerals are converted; the counter is then a float unless only the limit is one.
for i = "1", 2 do print(i) end  --> 1.0
  --> 2.0
for i = 1, "2" do print(i) end  --> 1
  --> 2
for i = 1, 2, "1" do print(i) end  --> 1.0
  --> 2.0
for i = "0x10", " 17 " do print(i) end  --> 16.0
  --> 17.0
for i = 3, "1.5", -1 do print(i) end  --> 3
  --> 2
print(pcall(function() for i = "a", 2 do end end))  --> false	numeric_strings.lua:12: bad 'for' initial value (number expected, got string)
print(pcall(function() for i = 1, "" do end end))  --> false	numeric_strings.lua:13: bad 'for' limit (number expected, got string)
print(pcall(function() for i = 1, 2, "x" do end end))  --> false	numeric_strings.lua:14: bad 'for' step (number expected, got string)
