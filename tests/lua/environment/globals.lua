-- Globals live in _G, which is an ordinary table.
print(_G == _ENV, _G._G == _G, type(_G), _VERSION)  --> true	true	table	Lua 5.4
newglobal = 1
print(_G.newglobal, _G["newglobal"], rawget(_G, "newglobal"))  --> 1	1	1
_G.other = 2
print(other)  --> 2
_G["not a name"] = 3
print(_G["not a name"])  --> 3
newglobal = nil
print(newglobal, rawget(_G, "newglobal"))  --> nil	nil
function declared() return "function" end
print(_G.declared())  --> function
local n = 0
for k, v in pairs(_G) do if k == "other" or k == "declared" then n = n + 1 end end
print(n)  --> 2
setmetatable(_G, {__index = function(_, k) return "no " .. k end, __newindex = function(t, k, v) rawset(t, k, v * 2) end})
print(missing)  --> no missing
doubled = 21
print(doubled)  --> 42
setmetatable(_G, nil)
print(missing)  --> nil
for _, name in ipairs {"assert", "collectgarbage", "error", "getmetatable", "ipairs", "load", "next", "pairs", "pcall",
  "print", "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "warn", "xpcall"} do
  if type(_G[name]) ~= "function" then print("missing", name) end
end
for _, name in ipairs {"coroutine", "string", "table", "math"} do
  if type(_G[name]) ~= "table" then print("missing", name) end
end
