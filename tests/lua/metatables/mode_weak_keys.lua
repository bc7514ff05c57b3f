local t = setmetatable({}, {__mode = "k"})
local kept = {}
local function fill()
  t[{}] = "gone"
  t[kept] = "kept"
  t["string"] = {"strings are never removed"}
  t[1] = {"numbers neither"}
  t[function() return kept end] = "closure"
end
fill()
collectgarbage()
local n = 0
for k, v in pairs(t) do n = n + 1 end
print(n, t[kept], t.string[1], t[1][1])  --> 3	kept	strings are never removed	numbers neither
kept = nil
collectgarbage()
n = 0
for k, v in pairs(t) do n = n + 1 end
print(n)  --> 2
-- a table may be made weak later
local late = {}
local function more() late[{}] = 1; late[{}] = 2 end
more()
collectgarbage()
n = 0
for _ in pairs(late) do n = n + 1 end
print(n)  --> 2
setmetatable(late, {__mode = "k"})
collectgarbage()
print(next(late))  --> nil
