-- Metamethods that use operators with metamethods nest like ordinary calls.
local depth = 5000
local mt = {}
mt.__index = function(t, n) if n == 0 then return "bottom" end return t[n - 1] end
mt.__add = function(a, n) if n == 0 then return 0 end return 1 + (a + (n - 1)) end
mt.__concat = function(a, n) if n == 0 then return "" end return (a .. (n - 1)) .. "" end
local t = setmetatable({}, mt)
print(t[depth], t + depth, t .. depth == "")  --> bottom	5000	true
