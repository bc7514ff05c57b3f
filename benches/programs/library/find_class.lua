-- string.find and string.match with classes and sets.
local find, match = string.find, string.match
local text = ("lower case words and "):rep(60) .. "UPPER 12345 _end_"
local sum = 0
for round = 1, 1200 do
  sum = sum + find(text, "%u")
  sum = sum + find(text, "[0-9]+")
  sum = sum + find(text, "[^%l%s]")
  sum = sum + #match(text, "%d%d%d")
  for i = 1, 60 do
    local key, value = match("key_12 = value 34", "^([%w_]+)%s*=%s*(.+)$")
    sum = sum + #key + #value
    sum = sum + find("  indented", "%S")
  end
end
print(sum)
