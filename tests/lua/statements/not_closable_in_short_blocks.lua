-- The variable that can not be closed is named even where its block ends at once.
print(pcall(function() for i = 1, 2 do local a <close> = i end end))  --> false	not_closable_in_short_blocks.lua:2: variable 'a' got a non-closable value
print(pcall(function() while true do local b <close> = 1 end end))  --> false	not_closable_in_short_blocks.lua:3: variable 'b' got a non-closable value
print(pcall(function() do local c <close> = "x" end end))  --> false	not_closable_in_short_blocks.lua:4: variable 'c' got a non-closable value
print(pcall(function() local d <close> = 1 return function() return d end end))  --> false	not_closable_in_short_blocks.lua:5: variable 'd' got a non-closable value
print(pcall(function() local k <const>, e <close> = 1, 2 end))  --> false	not_closable_in_short_blocks.lua:6: variable 'e' got a non-closable value
