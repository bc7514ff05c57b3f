-- string.gsub with replacements of every kind.
local gsub = string.gsub
local text = ("The quick brown fox, aged 7, jumps over 13 lazy dogs. "):rep(40)
local values = { fox = "vixen", dogs = "cats", quick = "slow" }
local size, count = 0, 0
local function take(s, n) size = size + #s count = count + n end
for round = 1, 400 do
  take(gsub(text, "o", "0"))
  take(gsub(text, "%d+", "<%0>"))
  take(gsub(text, "(%a+) (%a+)", "%2 %1"))
  take(gsub(text, "%a+", values))
  take(gsub(text, "%a+", function(word) if #word > 4 then return word:upper() end end))
  take(gsub(text, "^%s*(.-)%s*$", "%1"))
  take(gsub(text, "%s+", " ", 20))
end
print(size, count)
