-- Words, counts and formatting without patterns.
local text = "the quick brown fox jumps over the lazy dog the fox"
local function split(s, sep)
  local parts, from = {}, 1
  while true do
    local a, b = s:find(sep, from, true)
    if not a then parts[#parts + 1] = s:sub(from) return parts end
    parts[#parts + 1] = s:sub(from, a - 1)
    from = b + 1
  end
end
local words = split(text, " ")
local count = {}
for _, w in ipairs(words) do count[w] = (count[w] or 0) + 1 end
local keys = {}
for w in pairs(count) do keys[#keys + 1] = w end
table.sort(keys, function(a, b) if count[a] ~= count[b] then return count[a] > count[b] end return a < b end)
for i = 1, 4 do print(("%-6s%3d"):format(keys[i], count[keys[i]])) end  --> the     3
  --> fox     2
  --> brown   1
  --> dog     1
local function capitalise(w) return w:sub(1, 1):upper() .. w:sub(2) end
for i, w in ipairs(words) do words[i] = capitalise(w) end
print(table.concat(words, " "))  --> The Quick Brown Fox Jumps Over The Lazy Dog The Fox
local function caesar(s, n)
  local out = {}
  for i = 1, #s do
    local c = s:byte(i)
    if c >= 97 and c <= 122 then c = (c - 97 + n) % 26 + 97 end
    out[i] = string.char(c)
  end
  return table.concat(out)
end
print(caesar("hello world", 3), caesar(caesar("hello world", 3), -3))  --> khoor zruog	hello world
local function palindrome(s) return s == s:reverse() end
print(palindrome "racecar", palindrome "lua", palindrome "")  --> true	false	true
print(#split("a,b,,c,", ","), table.concat(split("a::b", "::"), "|"), #split("", ","))  --> 5	a|b	1
local function levenshtein(a, b)
  local prev = {}
  for j = 0, #b do prev[j] = j end
  for i = 1, #a do
    local row = {[0] = i}
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      row[j] = math.min(prev[j] + 1, row[j - 1] + 1, prev[j - 1] + cost)
    end
    prev = row
  end
  return prev[#b]
end
print(levenshtein("kitten", "sitting"), levenshtein("", "abc"), levenshtein("same", "same"))  --> 3	3	0
