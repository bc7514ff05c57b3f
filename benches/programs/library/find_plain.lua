-- string.find for plain texts: short ones, long ones, and some that are not there.
local find = string.find
local text = ("abcdefghij klmnopqrst uvwxyz aaaaaaaaab "):rep(200) .. "needle in the haystack"
local hits = 0
for round = 1, 3500 do
  hits = hits + find(text, "needle", 1, true)
  hits = hits + find(text, "z a", round % 700 + 1, true)
  if find(text, "aaaaaaaaaac", 1, true) then hits = hits + 1 end
  if find(text, "no such text", 1, true) then hits = hits + 1 end
  for i = 1, 100 do hits = hits + find("some short line of text", "line", 1, true) end
end
print(hits)
