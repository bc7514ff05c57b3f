-- Fields of _ENV are globals, whatever kind of variable _ENV is.
local function err(f, ...) print((select(2, pcall(f, ...)))) end
err(function() undefined() end)  --> names_of_environment.lua:3: attempt to call a nil value (global 'undefined')
err(function() local _ENV = {}; undefined() end)  --> names_of_environment.lua:4: attempt to call a nil value (global 'undefined')
err(function() local _ENV <const> = {}; undefined.x = 1 end)  --> names_of_environment.lua:5: attempt to index a nil value (global 'undefined')
err(function(_ENV) return undefined + 1 end, {})  --> names_of_environment.lua:6: attempt to perform arithmetic on a nil value (global 'undefined')
err(function() return _ENV.undefined.x end)  --> names_of_environment.lua:7: attempt to index a nil value (global 'undefined')
err(function() local env = _ENV; return env.undefined.x end)  --> names_of_environment.lua:8: attempt to index a nil value (field 'undefined')
err(function() local env = {}; return env.undefined.x end)  --> names_of_environment.lua:9: attempt to index a nil value (field 'undefined')
err(function() local _ENV = {x = {}}; return x.y.z end)  --> names_of_environment.lua:10: attempt to index a nil value (field 'y')
err(function() _G.undefined() end)  --> names_of_environment.lua:11: attempt to call a nil value (field 'undefined')
err(load("undefined()", "=input"))  --> input:1: attempt to call a nil value (global 'undefined')
err(load("local _ENV = {} undefined.field()", "=input"))  --> input:1: attempt to index a nil value (global 'undefined')
err(load("return undefined .. 'x'", "=input", "t", {}))  --> input:1: attempt to concatenate a nil value (global 'undefined')
