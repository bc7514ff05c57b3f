-- require loads a module once, with its name and where it was found.
package.preload["some.module"] = function(...)
  print("loading", ...)
  return {value = 42}
end
local module, origin = require("some.module")  --> loading	some.module	:preload:
print(module.value, origin)  --> 42	:preload:
print(require("some.module") == module, select("#", require("some.module")))  --> true	1
print(package.loaded["some.module"] == module)  --> true
package.loaded["some.module"] = nil
print(require("some.module") == module)  --> loading	some.module	:preload:
  --> false
for _, name in ipairs {"string", "table", "math", "coroutine", "debug", "package", "io"} do
  if require(name) ~= _G[name] then print(name) end
end
print(require("_G") == _G)  --> true
