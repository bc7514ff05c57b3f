-- A table that is its own metatable.
local t = {}
t.__index = function(_, k) return k .. "!" end
t.__add = function(a, b) return "sum" end
t.__call = function(self, x) return x end
t.__tostring = function() return "self" end
setmetatable(t, t)
print(t.x, t + 1, t(5), tostring(t), getmetatable(t) == t)  --> x!	sum	5	self	true
local proto = {kind = "proto"}
proto.__index = proto
local o = setmetatable({}, proto)
print(o.kind, o.__index == proto, rawget(o, "__index"))  --> proto	true	nil
