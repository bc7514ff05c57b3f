-- string.find with patterns that try many ways.
local find, match = string.find, string.match
local text = ("a"):rep(200) .. "b"
local quoted = ("x = 'it is', "):rep(30) .. "y = \"end\""
local sum = 0
for round = 1, 10 do
  sum = sum + find(text, ".*b")
  sum = sum + find(text, ".-b")
  if find(text, "a*a*c") then sum = sum + 1 end
  if find(text, "a?a?a?a?a?a?c") then sum = sum + 1 end
  sum = sum + #match(quoted, "\"(.-)\"$")
  sum = sum + select(2, find(quoted, "^(.*)= \""))
  sum = sum + #match(("(" .. ("(x)"):rep(50) .. ")"):rep(4), "%b()")
end
print(sum)
