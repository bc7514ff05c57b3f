-- __close may do anything a function may.
local function res(f) return setmetatable({}, {__close = f}) end
local function deep(n)
  local c <close> = res(function() return n end)
  if n == 0 then return 0 end
  return 1 + deep(n - 1)
end
print(deep(50))  --> 50
do
  local a <close> = res(function()
    local b <close> = res(function() print "nested close" end)
    print "outer close"
  end)  --> outer close
    --> nested close
end
local order = {}
local function chain(n)
  local c <close> = res(function() order[#order + 1] = n end)
  if n < 5 then chain(n + 1) end
end
chain(1)
print(table.concat(order, " "))  --> 5 4 3 2 1
local t = {3, 1, 2}
do local s <close> = res(function() table.sort(t) end) end
print(table.concat(t, " "))  --> 1 2 3
-- many variables
local names = {}
for i = 1, 60 do names[i] = "local v" .. i .. " <close> = ...\n" end
local n = 0
load(table.concat(names))(res(function() n = n + 1 end))
print(n)  --> 60
