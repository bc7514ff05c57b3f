-- The iterator of string.gmatch returns nothing at the end.
local next_word = string.gmatch("one", "%a+")
print(select("#", next_word()))  --> 1
print(select("#", next_word()))  --> 0
print(select("#", next_word()))  --> 0
