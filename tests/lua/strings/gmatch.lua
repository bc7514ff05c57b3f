local function all(...)
  local found = {}
  for a, b in string.gmatch(...) do found[#found + 1] = b and a .. "=" .. b or tostring(a) end
  return table.concat(found, " ")
end
print(all("one two three", "%a+"))  --> one two three
print(all("a=1, b=2", "(%w)=(%w)"))  --> a=1 b=2
print(all("abc", ""))  -->    
print(all("abc", "()"))  --> 1 2 3 4
print(all("aXbX", "(.-)X"))  --> a b
print(all("", "x"))  -->
print(all("", "") == "")  --> true
print(all("abc", ".", 2))  --> b c
print(all("abc", ".", -1))  --> c
print(all("abc", ".", 10) == "")  --> true
print(all("^a^a", "^a"))  --> ^a ^a
print(all("a1b22", "%d+"))  --> 1 22
print(select("#", string.gmatch("a", "a")))  --> 1
local nested = {}
for a in string.gmatch("ab", ".") do for b in string.gmatch("12", ".") do nested[#nested + 1] = a .. b end end
print(table.concat(nested, " "))  --> a1 a2 b1 b2
print(pcall(string.gmatch))  --> false	bad argument #1 to 'string.gmatch' (string expected, got no value)
print(pcall(string.gmatch, "a"))  --> false	bad argument #2 to 'string.gmatch' (string expected, got no value)
print(pcall(string.gmatch, {}, "a"))  --> false	bad argument #1 to 'string.gmatch' (string expected, got table)
print(pcall(string.gmatch, "a", ".", "x"))  --> false	bad argument #3 to 'string.gmatch' (number expected, got string)
print(pcall(string.gmatch("a", "[")))  --> false	malformed pattern (missing ']')
print(pcall(string.gmatch("a", "%")))  --> false	malformed pattern (ends with '%')
