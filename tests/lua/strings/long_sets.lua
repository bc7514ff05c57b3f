-- Sets that are written with many bytes have the same members as short ones.
local all = {}
for byte = 0, 255 do all[#all + 1] = string.char(byte) end
all = table.concat(all)

local function same(long, short)
  assert(#long > 1024)
  local expected = all:gsub(short, "<%0>")
  assert(all:gsub(long, "<%0>") == expected, short)
  assert(all:match(long) == all:match(short), short)
  local a, b = all:find("(" .. long .. "+)()")
  local c, d = all:find("(" .. short .. "+)()")
  assert(a == c and b == d, short)
  local count = 0
  for run in all:gmatch(long .. "+") do count = count + #run end
  for run in all:gmatch(short .. "+") do count = count - #run end
  assert(count == 0, short)
  assert((all:gsub("%f" .. long, "|")) == all:gsub("%f" .. short, "|"), short)
end

for _, members in ipairs { "%d", "%W", "a-f", "z-a", "%-", "%%", "x", "-", "%]", ".", "^", "\0", "\200-\255", "%a%s", "]" } do
  local many = members:rep(2000)
  if members == "]" then many = "]" .. ("x"):rep(2000) members = "]x" end
  if members == "-" then many = members:rep(2002) end
  if members ~= "^" then same("[" .. many .. "]", "[" .. members .. "]") end
  same("[^" .. many .. "]", "[^" .. members .. "]")
end
same("[]" .. ("a"):rep(2000) .. "%]]", "[]a]")
same("[^]" .. ("a-c"):rep(2000) .. "]", "[^]a-c]")
print("equal") --> equal

-- What is around them stays as it is.
local long = "[" .. ("ab"):rep(1000) .. "]"
print(("x[a]b"):find("%[" .. long .. "%]" .. long)) --> 2	5
print(("(a[b)"):find("%b([" .. long)) --> 1	4
print(("((a[["):match("%b([" .. long .. "?")) --> ((a[[
print(("key=b"):match("^(%w+)=(" .. long .. ")$")) --> key	b
print(("b=b"):match("(" .. long .. ")=%1" .. ("c?"):rep(1000))) --> b
print((("aXb"):gsub(long, { a = 1, b = 2 }))) --> 1X2

-- Mistakes show where they did, if they are reached.
local open = "[" .. ("a"):rep(3000)
print(pcall(string.find, "xa", "x" .. open)) --> false	malformed pattern (missing ']')
print(pcall(string.find, "xa", "y" .. open)) --> true	nil
print(pcall(string.find, "xa", open .. "%")) --> false	malformed pattern (missing ']')
print(pcall(string.gsub, "xa", long .. "%", "")) --> false	malformed pattern (ends with '%')
print(pcall(("xa"):gmatch(open))) --> false	malformed pattern (missing ']')
