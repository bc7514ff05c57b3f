local t = setmetatable({}, {__mode = "v"})
local kept = {name = "kept"}
local function fill()
  t[1] = {}
  t.gone = {}
  t.kept = kept
  t.str = "strings are values"
  t.num = 12
  t.bool = true
  t.native = print
  t.closure = function() return kept end
  t[kept] = {}
end
fill()
collectgarbage()
print(t[1], t.gone, t.kept.name, t.str, t.num, t.bool, t.native == print, t.closure, t[kept])  --> nil	nil	kept	strings are values	12	true	true	nil	nil
kept = nil
collectgarbage()
print(t.kept, t.str)  --> nil	strings are values
-- a weak list
local list = setmetatable({}, {__mode = "v"})
local strong = {}
local function push()
  for i = 1, 10 do
    local o = {i}
    list[i] = o
    if i % 3 == 0 then strong[#strong + 1] = o end
  end
end
push()
collectgarbage()
local left = {}
for i = 1, 10 do if list[i] then left[#left + 1] = i end end
print(table.concat(left, " "))  --> 3 6 9
local n = 0
for _ in pairs(list) do n = n + 1 end
print(n)  --> 3
