-- Upvalues of a frame replaced by a tail call keep their values.
local kept = {}
local function last(n) kept[#kept + 1] = function() return n end; return n end
local function first(n)
  local x = n * 2
  kept[#kept + 1] = function() x = x + 1; return x end
  return last(x)
end
print(first(1), first(10))  --> 2	20
for i = 1, #kept do print(i, kept[i](), kept[i]()) end  --> 1	3	4
  --> 2	2	2
  --> 3	21	22
  --> 4	20	20
