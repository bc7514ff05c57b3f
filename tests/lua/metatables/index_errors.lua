local function err(f, ...) print((select(2, pcall(f, ...)))) end
local t = setmetatable({}, {__index = 5})
err(function() return t.x end)  --> index_errors.lua:3: attempt to index a number value
err(function() return t.x.y end)  --> index_errors.lua:4: attempt to index a number value
local u = setmetatable({}, {__index = true})
err(function() return u[1] end)  --> index_errors.lua:6: attempt to index a boolean value
local loop = setmetatable({}, {})
getmetatable(loop).__index = loop
err(function() return loop.x end)  --> index_errors.lua:9: '__index' chain too long; possible loop
local a, b = {}, {}
setmetatable(a, {__index = b})
setmetatable(b, {__index = a})
err(function() return a.x end)  --> index_errors.lua:13: '__index' chain too long; possible loop
local w = setmetatable({}, {})
getmetatable(w).__newindex = w
err(function() w.x = 1 end)  --> index_errors.lua:16: '__newindex' chain too long; possible loop
local v = setmetatable({}, {__newindex = 5})
err(function() v.x = 1 end)  --> index_errors.lua:18: attempt to index a number value
local c = setmetatable({}, {__index = setmetatable({}, {__call = function(_, t, k) return "called " .. k end})})
print(c.key)  --> nil
