-- require, loadfile and dofile run Lua files; this one runs itself.
local name = ...
if name == "files" then
  print("module", ...)
  return {loaded = true}
elseif name then
  return "called with " .. name
elseif FIRST then
  return "done", 1, nil
end
FIRST = true
package.path = "./?.lua"
print(require("files").loaded)  --> module	files	./files.lua
  --> true
local f = loadfile("files.lua")
print(f("x"))  --> called with x
print(dofile("files.lua"))  --> done	1	nil
print(loadfile("files.lua", "t", {print = print})("files").loaded)  --> module	files
  --> true
print(loadfile("files.lua", "b"))  --> nil	attempt to load a text chunk (mode is 'b')
print(loadfile("none.lua"))  --> nil	cannot open none.lua: No such file or directory
print(pcall(dofile, "none.lua"))  --> false	cannot open none.lua: No such file or directory
