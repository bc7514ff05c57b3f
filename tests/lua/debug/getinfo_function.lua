-- debug.getinfo of a function tells where it is from and what it takes.
local function f(a, b, ...)
  return a + b
end
local info = debug.getinfo(f)
print(info.source, info.short_src, info.what)  --> @getinfo_function.lua	getinfo_function.lua	Lua
print(info.linedefined, info.lastlinedefined, info.currentline)  --> 2	4	-1
print(info.nparams, info.isvararg, info.nups)  --> 2	true	0
print(info.func == f, info.name, info.namewhat == "")  --> true	nil	true
print(info.istailcall, info.ftransfer, info.ntransfer)  --> false	0	0
print(info.activelines)  --> nil

local native = debug.getinfo(print)
print(native.source, native.short_src, native.what)  --> =[C]	[C]	C
print(native.linedefined, native.lastlinedefined, native.currentline)  --> -1	-1	-1
print(native.nparams, native.isvararg)  --> 0	true

local chunk = debug.getinfo(load("return 1", "=chunk"))
print(chunk.what, chunk.short_src, chunk.linedefined, chunk.nups)  --> main	chunk	0	1
