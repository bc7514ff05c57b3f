-- What a module's value is.
package.preload.nothing = function() end
print((require "nothing"), package.loaded.nothing)  --> true	true
package.preload.own = function(name) package.loaded[name] = "own" end
print((require "own"))  --> own
package.preload.no = function() return false end
print((require "no"), package.loaded.no)  --> false	false
package.preload.fails = function() error("failed", 0) end
print(pcall(require, "fails"))  --> false	failed
print(package.loaded.fails)  --> nil
