-- Searchers are called in order until one gives a loader.
local function loader(name, extra) return name .. ":" .. tostring(extra) end
package.searchers = {
  function(name) return "first" end,
  function(name) end,
  function(name) if name == "third" then return loader, "extra" end return 4 end,
}
print(require("third"))  --> third:extra	extra
print(pcall(require, "other"))  --> false	module 'other' not found:
  --> 	first
  --> 	4
package.searchers = {function() error("searching", 0) end}
print(pcall(require, "x"))  --> false	searching
