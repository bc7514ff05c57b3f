-- debug.getinfo of a level tells about an active function.
local function where()
  local info = debug.getinfo(2, "nSl")
  print(info.name, info.namewhat, info.currentline, info.what)
end
local function caller()
  where()  --> caller	local	7	Lua
end
caller()
local t = {}
function t.field() where() return 1 end
function t:method() where() return 1 end
t.field()  --> field	field	11	Lua
t:method()  --> method	method	12	Lua
function global() where() return 1 end
global()  --> global	global	15	Lua
local upvalue = function() where() return 1 end
(function() upvalue() end)()  --> upvalue	upvalue	17	Lua
local mt = setmetatable({}, {__add = function() where() return 1 end})
local _ = mt + 1  --> add	metamethod	19	Lua
for _ in function(_, n) if not n then where() return 1 end end do end  --> for iterator	for iterator	21	Lua
where()  --> nil		22	main

print(debug.getinfo(0, "n").name, debug.getinfo(0, "S").what)  --> getinfo	C
print(debug.getinfo(1, "l").currentline)  --> 25
print(debug.getinfo(1000), debug.getinfo(-1))  --> nil	nil
local me = debug.getinfo(0, "f").func
print(me == debug.getinfo)  --> true
