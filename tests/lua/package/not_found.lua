-- When no searcher finds a module, the error lists what they say.
package.path = "./none/?.lua;?.none"
package.cpath = ""
package.searchers = {package.searchers[1], package.searchers[2]}
local function show(text) for line in text:gmatch("[^\n]+") do print(line) end end
show(select(2, pcall(require, "a.b")))  --> module 'a.b' not found:
  --> 	no field package.preload['a.b']
  --> 	no file './none/a/b.lua'
  --> 	no file 'a/b.none'
package.searchers = {}
print(pcall(require, "x"))  --> false	module 'x' not found:
package.searchers = nil
print(pcall(require, "x"))  --> false	'package.searchers' must be a table
